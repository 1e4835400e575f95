import { kafkaPart } from './kafka/kafka-part.js';
import { mongoPart } from './mongo/mongo-part.js';
import type { Part, PartContext } from './part.js';
import type { Ports } from './ports.js';
import { postgresPart } from './postgres/postgres-part.js';
import { StackError } from './stack-error.js';
import type { ServerUrls } from '../src/config/server-urls.js';
import { ServerDidNotStart } from './start-failures.js';
import type { StateFolder } from './state-folder.js';
import type { Supervisor } from './supervisor.js';
import type { WatchdogConfig } from './watchdog-protocol.js';

/**
 * Another program can take a port between the check and the start. Three times in a row means that something else is
 * wrong.
 */
const PORT_TRIES = 3;

/** The started servers. */
export interface StartedServers {
  readonly urls: Partial<ServerUrls>;
  /** The addresses of the brokers' metrics, as `host:port`. */
  readonly kafkaMetrics: readonly string[];
}

/**
 * Installs and starts the requested servers in parallel, and resolves to their addresses. The caller holds the state
 * folder's lock. Throws StackError with the first failure. Servers that have started by then keep running until
 * `supervisor.stop()`.
 */
export async function startEmbeddedServers(options: {
  config: WatchdogConfig;
  folder: StateFolder;
  supervisor: Supervisor;
  ports: Ports;
  progress: (step: string) => void;
}): Promise<StartedServers> {
  const { config, folder, supervisor, ports, progress } = options;
  const context: PartContext = { root: config.root, folder, supervisor, ports, progress };
  const { embed } = config;
  const parts = {
    databaseUrl: embed.postgres ? postgresPart(context) : undefined,
    mongodbUrl: embed.mongodb ? mongoPart(context) : undefined,
    kafkaBrokers: embed.kafka ? kafkaPart(context, config.brokers, config.monitoring !== undefined) : undefined,
  };
  const wanted = Object.values(parts).filter((part) => part !== undefined);
  await refuseIfMissing(wanted);
  const up = async (part: Part | undefined) => (part === undefined ? undefined : bringUp(part, ports, progress));
  const [databaseUrl, mongodbUrl, kafka] = await Promise.all([
    up(parts.databaseUrl),
    up(parts.mongodbUrl),
    up(parts.kafkaBrokers),
  ]);
  return {
    urls: {
      ...(databaseUrl === undefined ? {} : { databaseUrl: databaseUrl.address }),
      ...(mongodbUrl === undefined ? {} : { mongodbUrl: mongodbUrl.address }),
      ...(kafka === undefined ? {} : { kafkaBrokers: kafka.address.split(',') }),
    },
    kafkaMetrics: kafka?.metrics ?? [],
  };
}

/** One error lists everything that is missing, so that one installation is enough. */
async function refuseIfMissing(parts: readonly Part[]): Promise<void> {
  const missing = (await Promise.all(parts.map((part) => part.missing()))).flat();
  if (missing.length === 0) return;
  throw new StackError(
    `The embedded servers need programs that this machine does not have:\n${missing.map((item) => `  - ${item}`).join('\n')}`,
    'Install it (Debian: apt-get install openjdk-17-jre-headless maven python3-pip; macOS: brew install openjdk maven python),\n' +
      'or run everything in containers with `docker compose up`,\n' +
      'or set DATABASE_URL, MONGODB_URL and KAFKA_BROKERS to use existing servers.',
  );
}

async function bringUp(
  part: Part,
  ports: Ports,
  progress: (step: string) => void,
): Promise<{ readonly address: string; readonly metrics: readonly string[] }> {
  await part.install();
  const began = Date.now();
  for (let tries = 1; ; tries += 1) {
    const taken = await ports.take(part.portNames);
    try {
      await part.start(taken);
      progress(`${part.title}: ready after ${((Date.now() - began) / 1000).toFixed(1)} s`);
      return { address: part.address(taken), metrics: part.metricsAddresses?.(taken) ?? [] };
    } catch (error) {
      if (!(error instanceof ServerDidNotStart)) throw error;
      if (!error.portWasTaken || tries === PORT_TRIES) throw explained(part, error);
      progress(`${part.title}: a port was taken by another program, choosing another`);
      ports.giveUp(part.portNames);
    }
  }
}

function explained(part: Part, error: ServerDidNotStart): StackError {
  return new StackError(
    `${part.title} ${error.what}. Its log ends:\n${error.log.tail()}`,
    `If its data is damaged, \`npm run stack:reset\` removes the data of the embedded servers. The whole log is ${error.log.path}.`,
  );
}

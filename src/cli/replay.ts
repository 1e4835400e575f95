/** `npm run replay -- MODEL`: rebuilds a read model from the log beside the live one, and swaps them. */
import { ConfigurationError } from '../config/configuration-error.js';
import { readEnvironment } from '../config/environment.js';
import { projectRoot } from '../config/project-root.js';
import { serverUrls } from '../config/server-urls.js';
import { composeModelConsumer } from '../compose/consumers.js';
import { runReplay } from '../compose/replay.js';
import { ReplayRunningError, type ReadModel } from '../domain/read-models/model-generations.js';
import type { ReplayStep } from '../domain/read-models/replay-model.js';
import { LogTruncatedError, NoLogError, replayStart, type ReplayFrom } from '../events/consume/replay-start.js';
import type { KafkaClient } from '../events/kafka/kafka-client.js';
import { parseInstant } from '../kernel/instants.js';
import { createLogger, type Logger } from '../ops/logger.js';
import { modelHash } from '../stores/mongo/model-hash.js';
import { createMongo, type Mongo } from '../stores/mongo/mongo-connection.js';
import { commandLine } from './command-line.mjs';
import { GATEWAY_COMMANDS } from './commands.mjs';
import { runCommand } from './run-command.js';
import { withKafka } from './with-kafka.js';

interface Given {
  readonly 'from-offset'?: '0' | 'oldest';
  readonly since?: string;
  readonly 'dry-run'?: boolean;
  readonly hash?: boolean;
}

const STEPS: Readonly<Record<ReplayStep, string>> = {
  building: 'Building from the log, beside the live read model',
  joining: 'Caught up. The consumers now write both; waiting until all of them do',
  swapped: 'Swapped. Readers read the new one; waiting until all of them do',
  removing: 'Removing the old one',
};

const {
  values,
  positionals: [name],
} = commandLine(GATEWAY_COMMANDS.replay);
const given = values as Given;
const model = name as ReadModel;

await runCommand(() =>
  withMongo((mongo) =>
    given.hash === true
      ? printHash(mongo)
      : withKafka('replay', (client, logger) => replay(mongo, client, logger).catch(rethrowReplayError)),
  ),
);

async function replay(mongo: Mongo, client: KafkaClient, logger: Logger): Promise<void> {
  const start = await replayStart(client, composeModelConsumer(model, mongo).topics, from(), logger);
  console.log(`${start.records} records of the log to apply to ${model}.`);
  if (given['dry-run'] === true) return console.log('Nothing was changed.');
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());
  const { generation, counts } = await runReplay({
    model,
    mongo,
    client,
    start,
    logger,
    signal: interrupted.signal,
    onStep: (step, at, { applied }) => console.log(`${STEPS[step]} (generation ${at}, ${applied} records applied).`),
  });
  console.log(`${model} is read from generation ${generation}: ${counts.applied} records applied.`);
  if (counts.skipped > 0)
    console.log(`${counts.skipped} records could not be applied. They are dead letters of ${model}.`);
}

async function printHash(mongo: Mongo): Promise<void> {
  const generation = mongo.generations.read(model);
  console.log(`${model} generation ${generation}: ${await modelHash(mongo.db, model, generation)}`);
}

function from(): ReplayFrom {
  if (given.since === undefined) return given['from-offset'] === 'oldest' ? 'oldest' : 'beginning';
  const since = parseInstant(given.since);
  if (since === undefined) throw new ConfigurationError(`--since must be an instant such as 2026-01-31T12:00:00Z.`);
  return since;
}

async function withMongo(work: (mongo: Mongo) => Promise<void>): Promise<void> {
  const { mongodbUrl } = serverUrls(readEnvironment(projectRoot()), ['mongodbUrl']);
  const mongo = createMongo({ url: mongodbUrl, logger: createLogger('warn', true) });
  await mongo.start();
  try {
    await work(mongo);
  } finally {
    await mongo.stop();
  }
}

function rethrowReplayError(error: unknown): never {
  if (error instanceof LogTruncatedError)
    throw new ConfigurationError(
      `${error.message}. What only they say would be missing in the rebuilt read model. Use --from-offset oldest or --since to accept that.`,
    );
  if (error instanceof NoLogError)
    throw new ConfigurationError(`${error.message}. Start a gateway on these servers first.`);
  throw error instanceof ReplayRunningError ? new ConfigurationError(error.message) : error;
}

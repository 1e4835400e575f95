/** `npm run redrive -- GROUP`: gives a consumer group its dead letters once more; the running gateways apply them. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError } from '../config/configuration-error.js';
import { readEnvironment, type Environment } from '../config/environment.js';
import { redrive, UnknownGroupError } from '../events/kafka/dead-letters.js';
import { createKafkaClient } from '../events/kafka/kafka-client.js';
import { createLogger } from '../ops/logger.js';
import { stateFolder } from '../stack/state-folder.js';
import { commandLine } from './command-line.mjs';
import { runCommand } from './run-command.js';

const { positionals: [group = ''] } = commandLine('redrive');
await runCommand(async () => {
  const environment = readEnvironment(path.resolve(import.meta.dirname, '../..'));
  const logger = createLogger('warn', true);
  const client = createKafkaClient({ brokers: brokersOf(environment), clientId: 'redrive', topicPrefix: environment.topicPrefix, logger });
  try {
    const count = await redrive({ client, group, logger }).catch(named);
    console.log(count === 0 ? `${group} has no dead letters.` : `${group} is given ${count} dead letter${count === 1 ? '' : 's'} once more.`);
  } finally {
    await client.stop();
  }
});

function named(error: unknown): never {
  throw error instanceof UnknownGroupError ? new ConfigurationError(`${error.message}: is the group's name right?`) : error;
}

/** Those named, or the embedded one of the gateway that runs in this checkout. */
function brokersOf({ kafkaBrokers, stateDir }: Environment): readonly string[] {
  if (kafkaBrokers !== undefined) return kafkaBrokers;
  const { portsFile } = stateFolder(stateDir);
  const port = existsSync(portsFile) ? (JSON.parse(readFileSync(portsFile, 'utf8')) as Record<string, number>)['kafka-1'] : undefined;
  if (port === undefined) throw new ConfigurationError('There is no Kafka: start the gateway, or set KAFKA_BROKERS.');
  return [`127.0.0.1:${port}`];
}

/** `npm run redrive -- GROUP`: gives a consumer group its dead letters once more; the running gateways apply them. */
import path from 'node:path';
import { ConfigurationError } from '../config/configuration-error.js';
import { readEnvironment } from '../config/environment.js';
import { redrive, UnknownGroupError } from '../events/consume/dead-letters.js';
import { createKafkaClient } from '../events/kafka/kafka-client.js';
import { createLogger } from '../ops/logger.js';
import { openServers } from '../../stack/shared-stack.js';
import { commandLine } from './command-line.mjs';
import { runCommand } from './run-command.js';

const {
  positionals: [group = ''],
} = commandLine('redrive');
await runCommand(async () => {
  const environment = readEnvironment(path.resolve(import.meta.dirname, '../..'));
  const logger = createLogger('warn', true);
  const servers = await openServers(['kafkaBrokers'], { ...environment, onProgress: (step) => console.error(step) });
  const lost = new Promise<never>((_resolve, reject) => servers.onLost(reject));
  lost.catch(() => undefined);
  const client = createKafkaClient({
    brokers: servers.urls.kafkaBrokers,
    clientId: 'redrive',
    topicPrefix: environment.topicPrefix,
    logger,
  });
  try {
    const count = await Promise.race([lost, redrive({ client, group, logger }).catch(named)]);
    console.log(
      count === 0
        ? `${group} has no dead letters.`
        : `Sent ${count} dead letter${count === 1 ? '' : 's'} to ${group} again.`,
    );
  } finally {
    if (!servers.areLost()) {
      await client.stop();
      await servers.stop();
    }
  }
});

function named(error: unknown): never {
  throw error instanceof UnknownGroupError
    ? new ConfigurationError(`${error.message}. Check the name of the group.`)
    : error;
}

/** `npm run redrive -- GROUP`: gives a consumer group its dead letters once more; the running gateways apply them. */
import { ConfigurationError } from '../config/configuration-error.js';
import { readEnvironment } from '../config/environment.js';
import { serverUrls } from '../config/server-urls.js';
import { projectRoot } from '../config/project-root.js';
import { redrive, UnknownGroupError } from '../events/consume/dead-letters.js';
import { createKafkaClient } from '../events/kafka/kafka-client.js';
import { createLogger } from '../ops/logger.js';
import { commandLine } from './command-line.mjs';
import { GATEWAY_COMMANDS } from './commands.mjs';
import { runCommand } from './run-command.js';

const {
  positionals: [group = ''],
} = commandLine(GATEWAY_COMMANDS.redrive);
await runCommand(async () => {
  const environment = readEnvironment(projectRoot());
  const logger = createLogger('warn', true);
  const client = createKafkaClient({
    brokers: serverUrls(environment, ['kafkaBrokers']).kafkaBrokers,
    clientId: 'redrive',
    topicPrefix: environment.topicPrefix,
    logger,
  });
  try {
    const count = await redrive({ client, group, logger }).catch(rethrowRedriveError);
    console.log(
      count === 0
        ? `${group} has no dead letters.`
        : `Sent ${count} dead letter${count === 1 ? '' : 's'} to ${group} again.`,
    );
  } finally {
    await client.stop();
  }
});

function rethrowRedriveError(error: unknown): never {
  throw error instanceof UnknownGroupError
    ? new ConfigurationError(`${error.message}. Check the name of the group.`)
    : error;
}

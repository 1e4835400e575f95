/**
 * `npm run running-analytics`: consumes events, transforms them and produces changes of running figures, until it is
 * stopped. Several may run; each gets a share of the partitions.
 */
import { readEnvironment } from '../config/environment.js';
import { projectRoot } from '../config/project-root.js';
import { serverUrls } from '../config/server-urls.js';
import { RUNNING_ANALYTICS } from '../contracts/running-analytics.js';
import { runningAnalytics } from '../events/groups/running-analytics/running-analytics.js';
import { createKafkaClient } from '../events/kafka/kafka-client.js';
import { loadLibrary } from '../events/kafka/library/load-library.js';
import { ensureTopics } from '../events/kafka/topics.js';
import type { DeliveryMode } from '../events/transform/delivery.js';
import { deliveryOf } from '../events/transform/open-delivery.js';
import { createTransformer } from '../events/transform/transformer.js';
import { createLogger } from '../ops/logger.js';
import { runUntilStopped } from '../ops/shutdown.js';
import { commandLine } from './command-line.mjs';
import { GATEWAY_COMMANDS } from './commands.mjs';
import { runCommand } from './run-command.js';

const { values } = commandLine(GATEWAY_COMMANDS['running-analytics']);
const STOP_WITHIN_MS = 20_000;

await runCommand(async () => {
  const environment = readEnvironment(projectRoot());
  const logger = createLogger('warn', true);
  const client = createKafkaClient({
    openLibrary: await loadLibrary(environment.kafkaLibrary),
    brokers: serverUrls(environment, ['kafkaBrokers']).kafkaBrokers,
    clientId: `running-analytics-${environment.instanceId}`,
    topicPrefix: environment.topicPrefix,
    logger,
  });
  const mode = values.delivery as DeliveryMode;
  const transformer = createTransformer({
    client,
    definition: runningAnalytics,
    openDelivery: deliveryOf(mode, client, runningAnalytics.group),
    logger,
  });
  await runUntilStopped(
    {
      async start() {
        await ensureTopics(client, [RUNNING_ANALYTICS], environment.kafkaReplication);
        await transformer.start();
      },
      async stop() {
        await transformer.stop();
        await client.stop();
      },
    },
    () => console.log(`Transforming ${mode} into ${client.topicName(RUNNING_ANALYTICS)}. Ctrl-C stops it.`),
    STOP_WITHIN_MS,
  );
});

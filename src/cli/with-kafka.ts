import { readEnvironment } from '../config/environment.js';
import { projectRoot } from '../config/project-root.js';
import { serverUrls } from '../config/server-urls.js';
import { createKafkaClient, type KafkaClient } from '../events/kafka/kafka-client.js';
import { loadLibrary } from '../events/kafka/library/load-library.js';
import { createLogger, type Logger } from '../ops/logger.js';

/** Runs a command's work with a client of the environment's brokers, named `clientId` in their logs. */
export async function withKafka(
  clientId: string,
  work: (client: KafkaClient, logger: Logger) => Promise<void>,
): Promise<void> {
  const environment = readEnvironment(projectRoot());
  const logger = createLogger('warn', true);
  const client = createKafkaClient({
    openLibrary: await loadLibrary(environment.kafkaLibrary),
    brokers: serverUrls(environment, ['kafkaBrokers']).kafkaBrokers,
    clientId,
    topicPrefix: environment.topicPrefix,
    logger,
  });
  try {
    await work(client, logger);
  } finally {
    await client.stop();
  }
}

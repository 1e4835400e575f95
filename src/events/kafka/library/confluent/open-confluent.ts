import type { Logger } from '../../../../ops/logger.js';
import type { KafkaCluster, KafkaLibrary } from '../kafka-library.js';
import { openConfluentMember } from './confluent-member.js';
import type { ConfluentPackage } from './confluent-package.js';
import { openConfluentProducer } from './confluent-producer.js';
import { openConfluentTransactions } from './confluent-transactions.js';

/** librdkafka by @confluentinc/kafka-javascript. */
export function openConfluent(library: ConfluentPackage, cluster: KafkaCluster): KafkaLibrary {
  const settings = {
    'bootstrap.servers': cluster.brokers.join(','),
    'client.id': cluster.clientId,
    // A broker that does not answer for this long counts as hung.
    'socket.timeout.ms': 8_000,
    'socket.keepalive.enable': true,
    'reconnect.backoff.max.ms': 1_000,
    // How long a topic may be missing before a send to it fails: it may be new.
    'topic.metadata.propagation.max.ms': 2_000,
    'allow.auto.create.topics': false,
  };
  const kafka = new library.KafkaJS.Kafka({ ...settings, kafkaJS: { logger: quietLogger(cluster.logger) } });
  return {
    name: 'confluent',
    openProducer: () => openConfluentProducer(kafka),
    openTransactions: (transactionalId) => openConfluentTransactions(kafka, transactionalId),
    openMember: (config) => openConfluentMember(library, settings, cluster.logger, config),
  };
}

/** Logs at debug level: errors reach the gateway as rejections. By default the package writes to the console. */
function quietLogger(logger: Logger) {
  const debug = (message: string, about?: object) => logger.debug({ librdkafka: about }, message);
  const quiet = { debug, info: debug, warn: debug, error: debug, setLogLevel: () => undefined, namespace: () => quiet };
  return quiet;
}

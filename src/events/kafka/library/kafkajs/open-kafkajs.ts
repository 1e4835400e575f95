import type { KafkaLibrary } from '../kafka-library.js';
import type { KafkajsConnections } from './kafkajs-connections.js';
import { openKafkajsMember } from './kafkajs-member.js';
import { openKafkajsProducer } from './kafkajs-producer.js';
import { openKafkajsTransactions } from './kafkajs-transactions.js';

/** kafkajs, with guards against its defects. */
export function openKafkajs(connections: () => KafkajsConnections): KafkaLibrary {
  return {
    name: 'kafkajs',
    openProducer: () => openKafkajsProducer(connections()),
    openTransactions: (transactionalId) => openKafkajsTransactions(connections(), transactionalId),
    openMember: (config) => openKafkajsMember(connections(), config),
  };
}

import { PartitionAssigners } from 'kafkajs';
import { incomingRecord } from '../../incoming-record.js';
import type { TopicPartition } from '../../topic-partition.js';
import type { GroupMember, GroupMemberConfig } from '../kafka-library.js';
import type { KafkajsConnections } from './kafkajs-connections.js';
import { adjustFetches } from './member-fetch.js';

/** See GroupMember. */
export function openKafkajsMember({ kafka, close }: KafkajsConnections, config: GroupMemberConfig): GroupMember {
  const { listener, sessionTimeoutMs } = config;
  const consumer = kafka.consumer({
    groupId: config.group,
    sessionTimeout: sessionTimeoutMs,
    rebalanceTimeout: sessionTimeoutMs * 2,
    heartbeatInterval: Math.floor(sessionTimeoutMs / 5),
    minBytes: 1,
    // An assigner is the only part that is given the cluster.
    partitionAssigners: [
      (assigner) => {
        adjustFetches(assigner.cluster, config.paceMs);
        return PartitionAssigners.roundRobin(assigner);
      },
    ],
    maxWaitTimeInMs: config.maxWaitMs,
    // A larger record comes alone.
    maxBytesPerPartition: config.maxBytesPerPartition,
    // The owner replaces a crashed member. The library's own restart can hang before it begins.
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 5, restartOnFailure: () => Promise.resolve(false) },
  });
  let closed = false;
  let joining: Promise<void> | undefined;
  const asTopic = ({ topic, partition }: TopicPartition) => [{ topic, partitions: [partition] }];

  consumer.on('consumer.group_join', ({ payload }) => {
    if (closed) return;
    listener.onAssigned(
      Object.entries(payload.memberAssignment).flatMap(([topic, partitions]) =>
        partitions.map((partition) => ({ topic, partition })),
      ),
    );
  });
  consumer.on('consumer.fetch', () => closed || listener.onFetched());
  // During a rebalance the old generation may commit until all members have rejoined. The library does not wait for it.
  consumer.on('consumer.rebalancing', () => void (closed || listener.onRebalancing()));
  consumer.on('consumer.crash', ({ payload }) => closed || listener.onCrash(payload.error));

  async function join(): Promise<void> {
    await consumer.connect();
    if (!closed) await consumer.subscribe({ topics: [...config.topics], fromBeginning: true });
    if (!closed) await run();
    // A consumer that is disconnected while it joins does not notice it, and would continue after joining.
    if (closed) await consumer.disconnect();
  }

  async function run(): Promise<void> {
    await consumer.run({
      autoCommit: false,
      async eachBatch({ batch, heartbeat, isRunning, isStale }) {
        if (closed || !isRunning()) return;
        await listener.onRecords({
          topic: batch.topic,
          partition: batch.partition,
          records: batch.messages.map((message) => incomingRecord(batch.topic, batch.partition, message)),
          heartbeat,
          isStale,
        });
      },
    });
  }

  return {
    join: () => (joining ??= join()),
    commit: (positions) =>
      consumer.commitOffsets(
        positions.map(({ topic, partition, next }) => ({ topic, partition, offset: next.toString() })),
      ),
    pause: (at) => void consumer.pause(asTopic(at)),
    resume: (at) => consumer.resume(asTopic(at)),
    close() {
      closed = true;
      return close(() => Promise.allSettled([joining, consumer.disconnect()]));
    },
  };
}

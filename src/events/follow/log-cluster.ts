import { PartitionAssigners, type Cluster } from 'kafkajs';
import type { KafkaClient } from '../kafka/kafka-client.js';

/** The cluster, and a way to close its connections. */
export interface LogCluster {
  readonly cluster: Cluster;
  close(): Promise<void>;
}

/**
 * A connection to the cluster that reads the log at given offsets and belongs to no group. The client offers this only
 * to the assigner of a consumer, so a consumer is made for it, which never joins: nothing of it reaches the cluster.
 * Against a group of one's own this spares the joining, a rebalance for each start, the groups left behind, and the
 * client's silent jump from an offset that is no longer in the log.
 */
export function openLogCluster(client: KafkaClient): LogCluster {
  const { kafka, close } = client.connections();
  let cluster: Cluster | undefined;
  kafka.consumer({
    groupId: client.groupName('never-joined'),
    metadataMaxAge: 60_000,
    partitionAssigners: [
      (config) => {
        cluster = config.cluster;
        return PartitionAssigners.roundRobin(config);
      },
    ],
  });
  if (cluster === undefined) throw new Error('The client made a consumer without asking its assigner');
  const found = cluster;
  return { cluster: found, close: () => close(() => found.disconnect()) };
}

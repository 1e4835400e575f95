import type { Broker, Cluster } from 'kafkajs';
import type { KafkaClient } from '../kafka/kafka-client.js';
import { openLogCluster } from '../follow/log-cluster.js';

/** A broker, with the requests that the client's types do not declare. */
export interface WatchedBroker extends Omit<Broker, 'metadata' | 'offsetFetch' | 'describeGroups'> {
  metadata(topics: readonly string[]): Promise<ClusterMetadata>;
  listGroups(): Promise<{ readonly groups: readonly { readonly groupId: string; readonly protocolType: string }[] }>;
  describeGroups(request: {
    readonly groupIds: readonly string[];
  }): Promise<{
    readonly groups: readonly {
      readonly groupId: string;
      readonly state: string;
      readonly members: readonly {
        readonly memberId: string;
        readonly clientId: string;
        readonly clientHost: string;
        readonly memberAssignment: Buffer;
      }[];
    }[];
  }>;
  /** Without topics: of all that the group has committed. */
  offsetFetch(request: {
    readonly groupId: string;
    readonly topics: readonly [];
  }): Promise<{
    readonly responses: readonly {
      readonly topic: string;
      readonly partitions: readonly { readonly partition: number; readonly offset: string }[];
    }[];
  }>;
  describeConfigs(request: {
    readonly resources: readonly { readonly type: number; readonly name: string; readonly configNames: string[] }[];
  }): Promise<{
    readonly resources: readonly {
      readonly resourceName: string;
      readonly configEntries: readonly { readonly configName: string; readonly configValue: string }[];
    }[];
  }>;
}

/** The cluster's own description of its topics. */
export interface ClusterMetadata {
  readonly brokers: readonly { readonly nodeId: number }[];
  readonly topicMetadata: readonly {
    readonly topic: string;
    readonly partitionMetadata: readonly {
      readonly partitionId: number;
      readonly leader: number;
      readonly replicas: readonly number[];
      readonly isr: readonly number[];
    }[];
  }[];
}

/** A connection to the cluster for looking at it. It belongs to no group. */
export interface ClusterConnection {
  readonly cluster: Cluster;
  /** Connects, and learns where the partitions of these topics are. Each of them must have a leader. */
  learn(topics: readonly string[]): Promise<void>;
  /** The cluster's description of all topics, also of partitions without a leader. */
  describe(): Promise<ClusterMetadata>;
  anyBroker(): Promise<WatchedBroker>;
  close(): Promise<void>;
}

interface Pool {
  send(request: { readonly response: object }): Promise<unknown>;
}
interface Internals {
  readonly brokerPool: { findConnectedBroker(): Promise<WatchedBroker & { readonly connectionPool: Pool }> };
}

/** See ClusterConnection. Nothing is sent before its first use. */
export function openClusterConnection(client: KafkaClient): ClusterConnection {
  const { cluster, close } = openLogCluster(client);
  const anyBroker = () => (cluster as unknown as Internals).brokerPool.findConnectedBroker();
  return {
    cluster,
    async learn(topics) {
      await cluster.addMultipleTargetTopics([...topics]);
    },
    async describe() {
      return lenient(await anyBroker()).metadata([]);
    },
    anyBroker,
    close,
  };
}

/**
 * The broker, without the client's rule that one partition without a leader makes the whole answer an error: exactly
 * then the answer is needed.
 */
function lenient(broker: WatchedBroker & { readonly connectionPool: Pool }): WatchedBroker {
  const pool = broker.connectionPool;
  const send: Pool['send'] = (request) =>
    pool.send({ ...request, response: { ...request.response, parse: (data: unknown) => Promise.resolve(data) } });
  const connectionPool = Object.create(pool, { send: { value: send } }) as Pool;
  return Object.create(broker, { connectionPool: { value: connectionPool } }) as WatchedBroker;
}

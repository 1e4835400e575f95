import { readFileSync } from 'node:fs';
import path from 'node:path';
import kafkajs, { Kafka, logLevel, type Admin } from 'kafkajs';
import type { EmbeddedStack } from '../../stack/embedded-stack.js';
import { stateFolder } from '../../stack/state-folder.js';
import { untilTrue } from '../until-true.js';

/** Who leads a partition, and which brokers have all of its records. */
export interface PartitionState {
  readonly topic: string;
  readonly partition: number;
  /** -1 while nobody leads it. */
  readonly leader: number;
  readonly inSync: readonly number[];
}

/** The brokers of an experiment, which is free to kill them. */
export interface Cluster {
  readonly brokers: readonly string[];
  readonly ids: readonly number[];
  /** Ends a broker as a power cut does. */
  kill(id: number): Promise<void>;
  /** Stops a broker in the middle of what it does. Its connections stay open. */
  pause(id: number): void;
  resume(id: number): void;
  /** Starts a killed broker again. Resolves when it accepts clients. */
  revive(id: number): Promise<void>;
  /** Resumes and revives every broker. Resolves when each of them has all records of the topics. */
  heal(topics: readonly string[]): Promise<void>;
  /** Creates a topic whose partitions are led by `leader`, or by all brokers in turn. Every broker has a copy. */
  createTopic(name: string, options: { leader?: number; partitions?: number; minInSync?: number }): Promise<void>;
  /** Sets `min.insync.replicas` of the topics. */
  requireInSync(topics: readonly string[], replicas: number): Promise<void>;
  /** Rejects while no broker answers. */
  state(topics: readonly string[]): Promise<readonly PartitionState[]>;
  /**
   * Resolves when every partition of the topics has a leader and satisfies the condition. No answer counts as "not yet".
   */
  settled(what: string, topics: readonly string[], condition: (partition: PartitionState) => boolean): Promise<void>;
  /** The broker that is the active controller, by the brokers' logs. */
  activeController(): number;
  /** A client with connections of its own. */
  client(): Kafka;
  stop(): Promise<void>;
}

/** A broker's log when it is elected. The text begins with the time. */
const BECOMING_CONTROLLER = /^(\S+ \S+) .*Becoming the active controller at epoch/gm;
const SETTLED_WITHIN_MS = 60_000;

/** The cluster of a stack that runs. `stateDir` is the stack's. */
export function createCluster(stack: EmbeddedStack, brokers: readonly string[], stateDir: string): Cluster {
  const ids = brokers.map((_, index) => index + 1);
  const paused = new Set<number>();
  const dead = new Set<number>();
  const pidOf = (id: number) => {
    const pid = stack.pids()[`kafka-${id}`];
    if (pid === undefined) throw new Error(`Broker ${id} does not run`);
    return pid;
  };
  const client = () =>
    new Kafka({
      brokers: [...brokers],
      clientId: 'failures',
      logLevel: logLevel.NOTHING,
      connectionTimeout: 1_000,
      requestTimeout: 4_000,
      retry: { retries: 2, initialRetryTime: 100, maxRetryTime: 500 },
    });
  let asking: Admin | undefined;

  /** Asks over a connection that is kept while it works. */
  async function ask<T>(question: (admin: Admin) => Promise<T>): Promise<T> {
    const current = (asking ??= client().admin());
    try {
      await current.connect();
      return await question(current);
    } catch (error) {
      if (asking === current) asking = undefined;
      current.disconnect().catch(() => undefined);
      throw error;
    }
  }

  async function state(topics: readonly string[]): Promise<readonly PartitionState[]> {
    const { topics: found } = await ask((admin) => admin.fetchTopicMetadata({ topics: [...topics] }));
    return found.flatMap(({ name, partitions }) =>
      partitions.map(({ partitionId, leader, isr }) => ({
        topic: name,
        partition: partitionId,
        leader,
        inSync: [...isr].sort(),
      })),
    );
  }

  const settled: Cluster['settled'] = (what, topics, condition) =>
    untilTrue(what, SETTLED_WITHIN_MS, async () => {
      const states = await state(topics).catch(() => undefined);
      return states?.every((partition) => partition.leader > 0 && condition(partition)) ?? false;
    });

  function resume(id: number): void {
    process.kill(pidOf(id), 'SIGCONT');
    paused.delete(id);
  }

  async function revive(id: number): Promise<void> {
    await stack.restart(`kafka-${id}`);
    dead.delete(id);
  }

  return {
    brokers,
    ids,
    async kill(id) {
      const pid = pidOf(id);
      dead.add(id);
      paused.delete(id);
      process.kill(pid, 'SIGKILL');
      await untilTrue(`broker ${id} is dead`, 10_000, async () => stack.pids()[`kafka-${id}`] !== pid);
    },
    pause(id) {
      process.kill(pidOf(id), 'SIGSTOP');
      paused.add(id);
    },
    resume,
    revive,
    async heal(topics) {
      for (const id of [...paused]) resume(id);
      await Promise.all([...dead].map(revive));
      await settled('every broker has all records', topics, ({ inSync }) => inSync.length === ids.length);
    },
    async createTopic(topic, { leader, partitions = 1, minInSync = 2 }) {
      const replicasOf = (partition: number) => {
        const first = leader ?? ids[partition % ids.length] ?? 1;
        return [first, ...ids.filter((id) => id !== first)];
      };
      const definition = {
        topic,
        replicaAssignment: Array.from({ length: partitions }, (_, partition) => ({
          partition,
          replicas: replicasOf(partition),
        })),
        configEntries: [{ name: 'min.insync.replicas', value: String(minInSync) }],
      };
      // Brokers learn of a topic one after the other, and a leader is named before it leads.
      await untilTrue(`${topic} can be used`, SETTLED_WITHIN_MS, () =>
        ask(async (admin) => {
          await admin.createTopics({ waitForLeaders: false, topics: [definition] });
          return (await admin.fetchTopicOffsets(topic)).length === partitions;
        }).catch(() => false),
      );
    },
    async requireInSync(topics, replicas) {
      await ask((admin) =>
        admin.alterConfigs({
          validateOnly: false,
          resources: topics.map((name) => ({
            type: kafkajs.ConfigResourceTypes.TOPIC,
            name,
            configEntries: [{ name: 'min.insync.replicas', value: String(replicas) }],
          })),
        }),
      );
    },
    state,
    settled,
    activeController() {
      // Epochs are no measure: the logs are older than the cluster.
      const elections = ids.map((id) => {
        const log = readFileSync(path.join(stateFolder(stateDir).logs, `kafka-${id}.log`), 'utf8');
        return { id, at: [...log.matchAll(BECOMING_CONTROLLER)].at(-1)?.[1] ?? '' };
      });
      return elections.reduce((newest, each) => (each.at > newest.at ? each : newest)).id;
    },
    client,
    async stop() {
      for (const id of [...paused]) resume(id);
      await asking?.disconnect().catch(() => undefined);
    },
  };
}

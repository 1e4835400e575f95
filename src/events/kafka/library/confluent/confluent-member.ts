import type { Logger } from '../../../../ops/logger.js';
import { groupBy } from '../../../../kernel/group-by.js';
import type { IncomingRecord } from '../../incoming-record.js';
import type { TopicPartition } from '../../topic-partition.js';
import type { GroupMember, GroupMemberConfig } from '../kafka-library.js';
import { createPace } from '../../../../kernel/pace.js';
import { closeWithin } from './close-within.js';
import { ConfluentError } from './confluent-error.js';
import {
  ASSIGN_PARTITIONS,
  type ConfluentPackage,
  type NativeConsumer,
  type NativeMessage,
  REVOKE_PARTITIONS,
} from './confluent-package.js';

const CONNECT_WITHIN_MS = 8_000;
/** The most records that are taken from the library's queue at once. */
const TAKE = 500;
/**
 * The queue is looked at this often even if the library does not say that it has records. It is how it is kept alive.
 */
const LOOK_EVERY_MS = 500;
const REBALANCE_WITHIN_MS = 5_000;

/**
 * See GroupMember. It uses librdkafka's consumer itself: the package's imitation of kafkajs has no event for an
 * assignment, and reads a partition again after each pause. One call to `consume` at a time, which never waits: a call
 * that waits would hold one of the process's few worker threads.
 */
export function openConfluentMember(
  library: ConfluentPackage,
  settings: object,
  logger: Logger,
  config: GroupMemberConfig,
): GroupMember {
  const { listener } = config;
  let closed = false;
  /** Grows with each assignment and revocation. */
  let generation = 0;
  const heldBack = new Set<string>();
  let something = false;
  let wake: () => void = () => undefined;
  const nameOf = ({ topic, partition }: TopicPartition) => `${topic}/${partition}`;

  const consumer: NativeConsumer = new library.KafkaConsumer(
    {
      ...settings,
      'group.id': config.group,
      'session.timeout.ms': config.sessionTimeoutMs,
      'heartbeat.interval.ms': Math.floor(config.sessionTimeoutMs / 5),
      'partition.assignment.strategy': 'roundrobin',
      'enable.auto.commit': false,
      'enable.auto.offset.store': false,
      'isolation.level': 'read_committed',
      'fetch.wait.max.ms': config.maxWaitMs,
      'max.partition.fetch.bytes': config.maxBytesPerPartition,
      // What waits in the library is beside the gateway's own bounds.
      'queued.min.messages': TAKE,
      'queued.max.messages.kbytes': Math.ceil((config.maxBytesPerPartition * 2) / 1024),
      rebalance_cb: (error: { readonly code: number }, partitions: readonly TopicPartition[]) =>
        void rebalance(error.code, partitions),
      queue_non_empty_cb() {
        something = true;
        wake();
      },
    },
    { 'auto.offset.reset': 'earliest' },
  );
  consumer.setDefaultConsumeTimeout(0);
  consumer.setDefaultIsTimeoutOnlyForFirstMessage(true);
  // The library goes on by itself after these, but for a fatal one.
  consumer.on('event.error', (error) => {
    logger.debug({ err: error }, 'librdkafka reports an error');
    if (error.isFatal === true) crash(error);
  });
  consumer.on('event.log', ({ message }) => logger.debug({ message }, 'librdkafka logs'));

  function crash(error: unknown): void {
    if (!closed) listener.onCrash(new ConfluentError(error));
  }

  async function rebalance(code: number, partitions: readonly TopicPartition[]): Promise<void> {
    generation += 1;
    try {
      if (code === ASSIGN_PARTITIONS) {
        heldBack.clear();
        if (!closed) listener.onAssigned(partitions.map(({ topic, partition }) => ({ topic, partition })));
        consumer.assign(partitions);
        // A lane may be full already, of records that its predecessor has in hand.
        for (const at of partitions) if (heldBack.has(nameOf(at))) consumer.pause([at]);
        return;
      }
      if (code === REVOKE_PARTITIONS && !closed) await Promise.race([listener.onRebalancing(), within()]);
      consumer.unassign();
    } catch (error) {
      crash(error);
    }
  }

  function within(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, REBALANCE_WITHIN_MS).unref());
  }

  function connect(): Promise<void> {
    return new Promise((resolve, reject) =>
      consumer.connect({ timeout: CONNECT_WITHIN_MS }, (error) =>
        error ? reject(new ConfluentError(error)) : resolve(),
      ),
    );
  }

  function take(): Promise<readonly NativeMessage[]> {
    return new Promise((resolve, reject) =>
      consumer.consume(TAKE, (error, messages) => (error ? reject(error) : resolve(messages))),
    );
  }

  /** Resolves when the library has said that it has records since the last call, and after a while anyway. */
  async function untilSomething(): Promise<void> {
    if (!something) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, LOOK_EVERY_MS);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      wake = () => undefined;
    }
    something = false;
  }

  async function consume(): Promise<void> {
    const pace = createPace(config.paceMs);
    while (!closed) {
      await pace.turn();
      const messages = await take();
      pace.taken(messages.length);
      if (closed) return;
      listener.onFetched();
      await pass(messages);
      if (messages.length === 0) await untilSomething();
    }
  }

  async function pass(messages: readonly NativeMessage[]): Promise<void> {
    const now = generation;
    for (const [, some] of groupBy(messages, nameOf)) {
      const [first] = some;
      if (first === undefined || closed) continue;
      await listener.onRecords({
        topic: first.topic,
        partition: first.partition,
        records: some.map(recordOf),
        // librdkafka's own thread does it.
        heartbeat: () => Promise.resolve(),
        isStale: () => closed || generation !== now,
      });
    }
  }

  let joining: Promise<void> | undefined;
  let consuming: Promise<void> = Promise.resolve();

  async function join(): Promise<void> {
    await connect();
    if (closed) return;
    consumer.subscribe([...config.topics]);
    consuming = consume().catch(crash);
  }

  function disconnect(): Promise<void> {
    return new Promise((resolve) => {
      try {
        consumer.unsubscribe();
      } catch {
        // It has never connected.
      }
      consumer.disconnect(() => resolve());
    });
  }

  return {
    join: () => (joining ??= join()),
    commit: (positions) =>
      new Promise((resolve, reject) =>
        consumer.commitCb(
          positions.map(({ topic, partition, next }) => ({ topic, partition, offset: Number(next) })),
          (error) => (error ? reject(new ConfluentError(error)) : resolve()),
        ),
      ),
    pause(at) {
      heldBack.add(nameOf(at));
      if (!closed) consumer.pause([at]);
    },
    resume(at) {
      heldBack.delete(nameOf(at));
      consumer.resume([at]);
    },
    close() {
      closed = true;
      wake();
      return closeWithin(
        Promise.allSettled([joining]).then(() => consuming),
        disconnect,
      );
    },
  };
}

function recordOf({ topic, partition, offset, key, value, headers = [] }: NativeMessage): IncomingRecord {
  const found: Record<string, Buffer> = {};
  // If a header occurs several times, the last value counts.
  for (const header of headers)
    for (const [name, content] of Object.entries(header))
      found[name] = typeof content === 'string' ? Buffer.from(content) : content;
  return {
    topic,
    partition,
    offset: BigInt(offset),
    key: typeof key === 'string' ? Buffer.from(key) : key,
    value,
    headers: found,
  };
}

import { TOPICS } from '../../contracts/topics.js';
import { abortableDelay, backoffMs } from '../../kernel/backoff.js';
import type { Logger } from '../../ops/logger.js';
import type { IncomingRecord } from '../kafka/incoming-record.js';
import type { KafkaClient } from '../kafka/kafka-client.js';
import type { GroupBatch } from '../kafka/library/kafka-library.js';
import type { TopicPartition } from '../kafka/topic-partition.js';
import type { OutgoingRecord } from '../kafka/outgoing-record.js';
import type { OpenDelivery, PartitionDelivery, TransformDefinition } from './delivery.js';

export interface TransformerConfig {
  readonly client: KafkaClient;
  readonly definition: TransformDefinition;
  readonly openDelivery: OpenDelivery;
  readonly logger: Logger;
  /** The most records that are delivered together. */
  readonly batchRecords?: number;
  readonly sessionTimeoutMs?: number;
  /** Called when a batch was delivered. */
  readonly onDelivered?: (records: number) => void;
}

/** A running transformation. */
export interface Transformer {
  /** Resolves when the group has been joined for the first time. */
  start(): Promise<void>;
  /** Finishes the batch in hand. */
  stop(): Promise<void>;
}

const MAX_BYTES_PER_PARTITION = 1024 * 1024;
const RETRY = { firstMs: 200, maxMs: 5_000 };
const nameOf = ({ topic, partition }: TopicPartition) => `${topic}/${partition}`;

/**
 * Consumes, transforms and produces until it is stopped. What is promised when something dies is up to the delivery.
 * Any failure ends the session with the group; the next session begins at the committed positions.
 */
export function createTransformer(config: TransformerConfig): Transformer {
  const { definition, logger } = config;
  const stopping = new AbortController();
  let running: Promise<void> | undefined;

  async function keepRunning(onJoined: () => void): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted;) {
      const began = Date.now();
      try {
        await runSession(config, stopping.signal, onJoined);
      } catch (error) {
        if (stopping.signal.aborted) return;
        failures = Date.now() - began > RETRY.maxMs * 2 ? 1 : failures + 1;
        logger.warn({ group: definition.group, err: error, failures }, 'The transformation begins a new session');
        await abortableDelay(backoffMs(RETRY, failures), stopping.signal).catch(() => undefined);
      }
    }
  }

  return {
    start() {
      return new Promise((joined) => {
        running = keepRunning(joined);
      });
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** One membership of the group. Rejects with what ended it; resolves when `stopping` aborts. */
async function runSession(config: TransformerConfig, stopping: AbortSignal, onJoined: () => void): Promise<void> {
  const { client, definition, openDelivery, batchRecords = 500, onDelivered } = config;
  const deliveries = new Map<string, PartitionDelivery>();
  const positions = new Map<string, bigint>();

  const closeDeliveries = async () => {
    const open = [...deliveries.values()];
    deliveries.clear();
    positions.clear();
    await Promise.all(open.map((delivery) => delivery.close()));
  };

  async function deliveryOf(at: TopicPartition): Promise<PartitionDelivery> {
    const open = deliveries.get(nameOf(at));
    if (open !== undefined) return open;
    const opened = openDelivery(at, (next) => member.commit([{ ...at, next }]));
    deliveries.set(nameOf(at), opened);
    const position = await opened.position();
    if (position !== undefined) positions.set(nameOf(at), position);
    return opened;
  }

  async function handle(batch: GroupBatch): Promise<void> {
    const at = { topic: batch.topic, partition: batch.partition };
    const delivery = await deliveryOf(at);
    // The library asked for the position before the former owner's transaction was decided.
    const from = positions.get(nameOf(at)) ?? 0n;
    const records = batch.records.filter(({ offset }) => offset >= from);
    for (let index = 0; index < records.length && !stopping.aborted && !batch.isStale(); index += batchRecords) {
      const some = records.slice(index, index + batchRecords);
      const next = (some.at(-1)?.offset ?? from) + 1n;
      await delivery.deliver(
        some.flatMap((record) => derived(config, record)),
        next,
      );
      positions.set(nameOf(at), next);
      onDelivered?.(some.length);
      await batch.heartbeat();
    }
  }

  let end!: (error?: Error) => void;
  const ended = new Promise<void>((resolve, reject) => {
    end = (error) => (error === undefined ? resolve() : reject(error));
  });
  ended.catch(() => undefined);
  const onAbort = () => end();
  stopping.addEventListener('abort', onAbort);
  const member = client.library.openMember({
    group: client.groupName(definition.group),
    topics: definition.inputs.map((key) => client.topicName(key)),
    sessionTimeoutMs: config.sessionTimeoutMs ?? 10_000,
    maxWaitMs: 100,
    paceMs: 0,
    maxBytesPerPartition: MAX_BYTES_PER_PARTITION,
    listener: {
      onAssigned() {
        // Another member may have had the partitions in between.
        void closeDeliveries();
        onJoined();
      },
      onRebalancing: () => Promise.resolve(),
      onFetched: () => undefined,
      onRecords: handle,
      onCrash: end,
    },
  });
  member.join().catch((error: Error) => end(error));
  try {
    await ended;
  } finally {
    stopping.removeEventListener('abort', onAbort);
    await member.close();
    await closeDeliveries();
  }
}

/** The output of one record, in the output partition that belongs to its input partition. */
function derived({ client, definition, logger }: TransformerConfig, record: IncomingRecord): OutgoingRecord[] {
  const { inputs, output } = definition;
  const input = inputs.findIndex((key) => client.topicName(key) === record.topic);
  const before = inputs.slice(0, input).reduce((sum, key) => sum + TOPICS[key].partitions, 0);
  try {
    return definition
      .transform(record)
      .map(({ key, value, headers = {} }) => ({
        topic: client.topicName(output),
        partition: before + record.partition,
        key,
        value,
        headers,
      }));
  } catch (error) {
    const { topic, partition, offset } = record;
    logger.error(
      { group: definition.group, topic, partition, offset: offset.toString(), err: error },
      'A record cannot be transformed and is left out',
    );
    return [];
  }
}

import { setInterval as ticks } from 'node:timers/promises';
import type { Logger } from '../../ops/logger.js';
import type { Metrics } from '../../ops/metrics.js';
import { redriveTopic } from '../../contracts/topics.js';
import { backoffMs, settledWithin, waitFor } from '../kafka/backoff.js';
import { createGroupSession, type GroupSession } from './group-session.js';
import { createGroupWatch } from './group-watch.js';
import type { KafkaClient } from '../kafka/kafka-client.js';
import type { ConsumerDefinition, EventConsumer } from '../kafka/kafka-port.js';
import { createPartitionProcessors } from './partition-processors.js';
import { createRecordProducer } from '../produce/record-producer.js';
import { createRecordProcessor } from './process-record.js';

/** How a consumer behaves in time; the defaults are for production. */
export interface ConsumerTiming {
  /** How often a record is tried before it is a dead letter, and how long between. */
  readonly attempts: number;
  readonly retry: { readonly firstMs: number; readonly maxMs: number };
  readonly commitEveryMs: number;
  /** Without a sign of life or progress for this long a consumer is replaced. Must be longer than a rebalance can take: two session timeouts. */
  readonly stuckAfterMs: number;
  readonly watchEveryMs: number;
  readonly sessionTimeoutMs: number;
  readonly restart: { readonly firstMs: number; readonly maxMs: number };
}

const DEFAULTS: ConsumerTiming = {
  attempts: 5,
  retry: { firstMs: 100, maxMs: 5_000 },
  commitEveryMs: 200,
  stuckAfterMs: 60_000,
  watchEveryMs: 10_000,
  sessionTimeoutMs: 15_000,
  restart: { firstMs: 500, maxMs: 15_000 },
};
/** How long the broker may hold a fetch while there is nothing; a record ends the wait at once. */
const MAX_WAIT_MS = 500;
/** By partition: bounds what a consumer holds in memory whatever it is behind. */
const WATER = { highWater: { records: 500, bytes: 512 * 1024 }, lowWater: { records: 100, bytes: 128 * 1024 } };
const STOP_WITHIN_MS = 10_000;
/** Failures to join in a row that are not worth a line in the log. */
const QUIET_FAILURES = 3;

export interface ConsumerConfig {
  readonly client: KafkaClient;
  readonly definition: ConsumerDefinition;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly timing?: Partial<ConsumerTiming>;
}

/**
 * See EventConsumer. `start` resolves once the group has been joined and goes on trying until then; a consumer that later
 * crashes, loses its broker or stands still is replaced, with growing pauses, for as long as it is not stopped.
 */
export function createConsumer(config: ConsumerConfig): EventConsumer & { readonly group: string } {
  const { client, definition } = config;
  const metrics = config.metrics.consumers;
  const timing = { ...DEFAULTS, ...config.timing };
  const logger = config.logger.child({ part: 'consumer', group: definition.group });
  const group = client.groupName(definition.group);
  const topics = [
    ...definition.topics.map((topic) => client.topicName(topic)),
    client.topicName(redriveTopic(definition.group)),
  ];
  // Connects with the first dead letter.
  const deadLetters = createRecordProducer(client);
  const abort = new AbortController();
  const stopped = new Promise<never>((_, reject) =>
    abort.signal.addEventListener('abort', () => reject(new Error('The consumer was stopped')), { once: true }),
  );
  stopped.catch(() => undefined);
  let session: GroupSession | undefined;
  const leaving = new Set<Promise<void>>();
  let supervising: Promise<void> | undefined;

  const lanes = createPartitionProcessors({
    concurrency: definition.concurrency ?? 1,
    process: createRecordProcessor({
      client,
      definition,
      deadLetters,
      metrics,
      logger,
      attempts: timing.attempts,
      backoff: timing.retry,
    }),
    onProgress: (at) => session?.progressed(at),
  });
  const watch = createGroupWatch({
    client,
    group,
    name: definition.group,
    topics,
    lanes,
    logger,
    metrics,
    stuckAfterMs: timing.stuckAfterMs,
  });

  /** Runs one session after the other until stopped. */
  async function supervise(onFirstJoin: () => void): Promise<void> {
    for (let failures = 0; !abort.signal.aborted;) {
      const began = Date.now();
      const current = createGroupSession({
        ...timing,
        ...WATER,
        maxWaitMs: MAX_WAIT_MS,
        client,
        group,
        topics,
        lanes,
        logger,
      });
      session = current;
      try {
        const watching = watchOver(current, began);
        await Promise.race([current.start(), watching, stopped]);
        onFirstJoin();
        await Promise.race([current.broken, watching, stopped]);
      } catch (error) {
        // The session is left as it is, to commit and leave the group.
        if (abort.signal.aborted) return;
        session = undefined;
        const cause = error instanceof StuckError ? 'stuck' : 'crashed';
        failures = Date.now() - began > timing.stuckAfterMs ? 1 : failures + 1;
        metrics.restarts.inc({ group: definition.group, cause });
        // The coordinator of a group that is new, or has just moved, is not ready for a moment: joining again is all there is to it.
        const early = current.lastSign === undefined && failures <= QUIET_FAILURES && isRetriable(error);
        if (early) logger.debug({ reason: error.message, failures }, 'The group could not be joined yet');
        else
          logger.error(
            { err: error, failures },
            `The consumer ${cause === 'stuck' ? 'stands still' : 'has crashed'} and is replaced`,
          );
        // Not waited for: the next one need not join later for it.
        const abandoned = current.abandon().finally(() => leaving.delete(abandoned));
        leaving.add(abandoned);
        lanes.assign([]);
        await waitFor(backoffMs(timing.restart, failures), abort.signal).catch(() => undefined);
      }
    }
  }

  /** Rejects with StuckError when the session makes no progress. */
  async function watchOver(current: GroupSession, began: number): Promise<never> {
    for await (const _ of ticks(timing.watchEveryMs, undefined, { signal: abort.signal, ref: false })) {
      const silentMs = Date.now() - (current.lastSign ?? began);
      if (silentMs > timing.stuckAfterMs) throw new StuckError(`No fetch for ${silentMs} ms`);
      if (current !== session) break;
      if (current.lastSign === undefined) continue;
      // Not waited for: the cluster may not answer, and whether the consumer fetches is to be seen all the same.
      void watch.look();
      const stalled = watch.stalled();
      if (stalled !== undefined) throw new StuckError(stalled);
    }
    throw new Error('The watch has ended');
  }

  return {
    group: definition.group,
    start() {
      const joined = new Promise<void>((resolve) => (supervising = supervise(resolve)));
      return Promise.race([joined, stopped]);
    },
    async stop() {
      // The records in hand end while the session still heartbeats; then it commits what they have finished, and leaves.
      await settledWithin(STOP_WITHIN_MS, lanes.close());
      abort.abort();
      await supervising;
      await (session?.lastSign === undefined ? session?.abandon() : settledWithin(STOP_WITHIN_MS, session.stop()));
      session = undefined;
      await Promise.all([deadLetters.stop(), ...leaving]);
    },
    get ready() {
      const sign = session?.lastSign;
      return sign !== undefined && Date.now() - sign < timing.stuckAfterMs && watch.moving();
    },
  };
}

class StuckError extends Error {}

/** What the client says of an error that passes. */
function isRetriable(error: unknown): error is Error {
  return error instanceof Error && 'retriable' in error && error.retriable === true;
}

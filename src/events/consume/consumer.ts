import { setInterval as ticks } from 'node:timers/promises';
import type { Logger } from '../../ops/logger.js';
import type { Metrics } from '../../ops/metrics.js';
import type { Tracing } from '../../ops/tracing/span.js';
import type { EventAttributes } from '../../contracts/event-attributes.js';
import { redriveTopic } from '../../contracts/topics.js';
import { jitteredBackoffMs, settlesWithin, abortableDelay } from '../../kernel/backoff.js';
import { createGroupSession, type GroupSession } from './group-session.js';
import { createGroupWatch } from './group-watch.js';
import type { KafkaClient } from '../kafka/kafka-client.js';
import type { ConsumerDefinition, EventConsumer } from '../kafka/kafka-port.js';
import { createPartitionProcessors } from './partition-processors.js';
import { createRecordProducer } from '../produce/record-producer.js';
import { createRecordProcessor, type SettlementConfig } from './process-record.js';
import { createTogetherProcessor } from './process-together.js';
import { createRecordReader } from './read-record.js';
import { createRecordSpans } from './record-spans.js';

/*
 * Consumes the topics of one group, one session (GroupSession) after the other, until it is stopped.
 *
 *   created  --start()--> joining
 *   joining  --group joined--> consuming                        (start() resolves at the first time)
 *   joining  --error, or no join within stuckAfterMs--> pausing
 *   consuming --rebalance--> consuming                          (new lanes, from the committed offsets)
 *   consuming --crash, no fetch for stuckAfterMs, or a partition without progress--> pausing
 *   pausing  --backoff--> joining                               (with a new session)
 *   any of these --stop()--> draining                           (start() rejects if it has not resolved)
 *   draining --records in hand ended, or STOP_WITHIN_MS--> leaving
 *   leaving  --offsets committed and group left, or STOP_WITHIN_MS--> stopped
 *
 * Guarantees:
 *   joining    No record is read. `ready` is false.
 *   consuming  A record is acknowledged when the handler has applied it or it has become a dead letter. A record that
 *              no dead letter can hold is logged and acknowledged. Only offsets before the first record that is not
 *              acknowledged are committed, so each record is delivered at least once. `ready` is true while the session
 *              fetches and no record is in hand for longer than stuckAfterMs.
 *   pausing    The failed session is being closed in the background, without a last commit. No record begins. Records in
 *              hand go on to their end, and those whose offsets are not committed are delivered again. A new lane of a
 *              partition begins only after its earlier lane has ended. `ready` is false.
 *   draining   The session still heartbeats and commits. No record begins. If the session fails now, the next one may join
 *              but processes nothing.
 *   leaving    One last commit, then the group is left. A session that has never joined is closed without a commit.
 *   stopped    No connection and no timer is left, unless a limit of STOP_WITHIN_MS was reached. It cannot be started
 *              again: start() rejects.
 */

/** The timing of a consumer. The defaults are for production. */
export interface ConsumerTiming {
  /** The number of attempts before a record becomes a dead letter, and the pauses between them. */
  readonly attempts: number;
  readonly retry: { readonly firstMs: number; readonly maxMs: number };
  readonly commitEveryMs: number;
  /**
   * The time after a few records before the next ones are fetched (`createPace`). Effects are this much later at most
   * when events arrive one after the other, and cost a fraction.
   */
  readonly paceMs: number;
  /**
   * A session without a fetch or progress for this long is replaced. Longer than a rebalance can take: two session
   * timeouts.
   */
  readonly stuckAfterMs: number;
  readonly watchEveryMs: number;
  /**
   * A member of the group that was killed keeps its partitions for this long. Brokers accept no less than 6 s, unless
   * they are configured to.
   */
  readonly sessionTimeoutMs: number;
  readonly restart: { readonly firstMs: number; readonly maxMs: number };
}

const DEFAULTS: ConsumerTiming = {
  attempts: 5,
  retry: { firstMs: 100, maxMs: 5_000 },
  commitEveryMs: 200,
  paceMs: 200,
  stuckAfterMs: 60_000,
  watchEveryMs: 10_000,
  sessionTimeoutMs: 6_000,
  restart: { firstMs: 500, maxMs: 15_000 },
};
/** The longest time that the broker holds a fetch without records. A new record ends the wait at once. */
const MAX_WAIT_MS = 500;
/** Per partition: bounds the memory of a consumer, however far behind it is. */
const WATER = { highWater: { records: 500, bytes: 512 * 1024 }, lowWater: { records: 100, bytes: 128 * 1024 } };
const STOP_WITHIN_MS = 10_000;
/** The first failures to join in a row are logged at debug level only. */
const QUIET_FAILURES = 3;

interface ConsumerConfig {
  readonly client: KafkaClient;
  readonly definition: ConsumerDefinition<EventAttributes>;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracing?: Tracing | undefined;
  readonly timing?: Partial<ConsumerTiming>;
}

/**
 * See EventConsumer. `start` resolves once the group has been joined, and retries until then. Later, a session that
 * crashes, loses its broker or makes no progress is replaced, with growing pauses, until the consumer is stopped.
 */
export function createConsumer(config: ConsumerConfig): EventConsumer & { readonly group: string } {
  const { client, definition } = config;
  const metrics = config.metrics.consumers;
  const { paceMs = DEFAULTS.paceMs } = definition;
  const timing = { ...DEFAULTS, paceMs, ...config.timing };
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

  const settlement: SettlementConfig = {
    client,
    definition,
    reader: createRecordReader(client, definition),
    deadLetters,
    metrics,
    beginSpans: createRecordSpans(config.tracing, definition.group),
    logger,
    attempts: timing.attempts,
    backoff: timing.retry,
  };
  const processRecord = createRecordProcessor(settlement);
  const lanes = createPartitionProcessors({
    concurrency: definition.concurrency ?? 1,
    process: processRecord,
    ...(definition.handleTogether && {
      processTogether: createTogetherProcessor(
        settlement,
        (records) => definition.handleTogether?.(records) ?? Promise.resolve(),
        processRecord,
      ),
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
        onJoined: () => metrics.rebalances.inc({ group: definition.group }),
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
        // stop() still needs the session, to commit and leave the group.
        if (abort.signal.aborted) return;
        session = undefined;
        const cause = error instanceof StuckError ? 'stuck' : 'crashed';
        failures = Date.now() - began > timing.stuckAfterMs ? 1 : failures + 1;
        metrics.restarts.inc({ group: definition.group, cause });
        // The coordinator of a new or moved group needs a moment to become ready. Joining again is enough.
        const early = current.lastSign === undefined && failures <= QUIET_FAILURES && isRetriable(error);
        if (early) logger.debug({ reason: error.message, failures }, 'The group could not be joined yet');
        else
          logger.error(
            { err: error, failures },
            `The consumer ${cause === 'stuck' ? 'makes no progress' : 'has crashed'} and is replaced`,
          );
        // Not awaited: the next session need not wait for the end of this one.
        const abandoned = current.abandon().finally(() => leaving.delete(abandoned));
        leaving.add(abandoned);
        lanes.assign([]);
        await abortableDelay(jitteredBackoffMs(timing.restart, failures), abort.signal).catch(() => undefined);
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
      // Not awaited: the cluster may not answer, and the check for fetches must go on.
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
      // The records in hand end while the session still heartbeats. Then it commits their offsets and leaves the group.
      await settlesWithin(STOP_WITHIN_MS, lanes.close());
      abort.abort();
      await supervising;
      await (session?.lastSign === undefined ? session?.abandon() : settlesWithin(STOP_WITHIN_MS, session.stop()));
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

/** Whether the client marks the error as one that passes. */
function isRetriable(error: unknown): error is Error {
  return error instanceof Error && 'retriable' in error && error.retriable === true;
}

import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../kernel/clock.js';
import type { Logger } from '../../ops/logger.js';
import type { Metrics } from '../../ops/metrics.js';
import type { EventPublisher } from '../kafka/kafka-port.js';
import type { OutboxQueue, OutboxSignal, ShardLeadership } from '../outbox/outbox.js';

export interface RelayTiming {
  /** How often to look when nothing wakes it, and to try for shards that others lead. */
  readonly pollMs: number;
  readonly batchSize: number;
  readonly retry: { readonly firstMs: number; readonly maxMs: number };
  readonly pruneEveryMs: number;
  /** How long sent rows are kept, for people to look at. */
  readonly keepSentMs: number;
  readonly measureEveryMs: number;
}

const DEFAULTS: RelayTiming = {
  pollMs: 1_000, batchSize: 500, retry: { firstMs: 100, maxMs: 5_000 }, pruneEveryMs: 60_000, keepSentMs: 60 * 60_000, measureEveryMs: 5_000,
};
/** Looked at this long ago it is not known to work. */
const READY_WITHIN_MS = 15_000;

export interface RelayConfig {
  readonly queue: OutboxQueue;
  readonly leadership: ShardLeadership;
  readonly signal: OutboxSignal;
  readonly publisher: EventPublisher;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly timing?: Partial<RelayTiming>;
}

/** Carries events from the outbox to Kafka. */
export interface Relay {
  /** Resolves when it runs and hears of commits. */
  start(): Promise<void>;
  /** Finishes the batch in hand and gives up its shards. */
  stop(): Promise<void>;
  /** Its last round succeeded, and not long ago. */
  readonly ready: boolean;
}

/**
 * Publishes what the shards it leads have unsent, oldest first, one batch after the other, and marks it sent when Kafka has
 * it. A crash between the two publishes again: at least once. An aggregate's events stay in order, since a later one is
 * never published before an earlier one is acknowledged. While Kafka or the database fails it goes on trying.
 */
export function createRelay(config: RelayConfig): Relay {
  const { queue, leadership, signal, publisher, clock } = config;
  const metrics = config.metrics.outbox;
  const timing = { ...DEFAULTS, ...config.timing };
  const logger = config.logger.child({ part: 'relay' });
  const stopping = new AbortController();
  let awake = false;
  let interruptWait = (): void => undefined;
  let running: Promise<void> | undefined;
  let succeededAt = 0;
  let prunedAt = 0;
  let measuredAt = 0;

  function wake(): void {
    // Remembered: a commit announced while a round is under way may have come too late for it.
    awake = true;
    interruptWait();
  }

  async function run(): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted; ) {
      try {
        await round();
        failures = 0;
        succeededAt = Date.now();
        await sleep();
      } catch (error) {
        failures += 1;
        metrics.failures.inc();
        logger.error({ err: error, failures }, 'The outbox could not be emptied; trying again');
        const waitMs = Math.min(timing.retry.maxMs, timing.retry.firstMs * 2 ** Math.min(failures - 1, 20));
        await delay(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  }

  async function round(): Promise<void> {
    awake = false;
    const shards = await leadership.acquire();
    metrics.shardsLed.set(shards.length);
    if (shards.length > 0) await drain(shards);
    await keepHouse(shards.length > 0);
  }

  async function drain(shards: readonly number[]): Promise<void> {
    for (let more = true; more && !stopping.signal.aborted; ) {
      const rows = await queue.unsent(shards, timing.batchSize);
      if (rows.length === 0) return;
      await publisher.publish(rows.map(({ event }) => event));
      const now = clock.now().getTime();
      await queue.markSent(rows.map(({ seq }) => seq));
      succeededAt = Date.now();
      metrics.sent.inc(rows.length);
      for (const { event } of rows) metrics.delaySeconds.observe(Math.max(0, now - event.occurredAt.getTime()) / 1000);
      more = rows.length === timing.batchSize;
      // A long backlog must not hide a lost leadership.
      if (more && (await leadership.acquire()).length < shards.length) return wake();
    }
  }

  async function keepHouse(leads: boolean): Promise<void> {
    const now = Date.now();
    if (now - measuredAt >= timing.measureEveryMs) {
      measuredAt = now;
      const { depth, oldestSeconds } = await queue.backlog();
      metrics.depth.set(depth);
      metrics.oldestSeconds.set(oldestSeconds);
    }
    if (leads && now - prunedAt >= timing.pruneEveryMs) {
      prunedAt = now;
      metrics.pruned.inc(await queue.prune(new Date(clock.now().getTime() - timing.keepSentMs)));
    }
  }

  async function sleep(): Promise<void> {
    if (awake || stopping.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timing.pollMs);
      interruptWait = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  return {
    async start() {
      await signal.listen(wake);
      succeededAt = Date.now();
      running = run();
    },
    async stop() {
      stopping.abort();
      interruptWait();
      await running;
      await leadership.release();
    },
    get ready() {
      return running !== undefined && !stopping.signal.aborted && Date.now() - succeededAt < READY_WITHIN_MS;
    },
  };
}

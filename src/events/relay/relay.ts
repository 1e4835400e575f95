import { backoffMs, type Backoff } from '../../kernel/backoff.js';
import type { Clock } from '../../kernel/clock.js';
import { createPace } from '../../kernel/pace.js';
import { createWakeLoop } from '../../kernel/wake-loop.js';
import type { Logger } from '../../ops/logger.js';
import type { Metrics } from '../../ops/metrics.js';
import type { Tracing } from '../../ops/tracing/span.js';
import type { TopicMessage } from '../../contracts/event-message.js';
import { EVENT_TYPE_NAMES } from '../../contracts/event-types.js';
import type { Refusal } from '../../contracts/refusal.js';
import type { EventPublisher } from '../kafka/kafka-port.js';
import {
  OUTBOX_BATCH_BYTES,
  type OutboxQueue,
  type OutboxRow,
  type OutboxSignal,
  type ShardLeadership,
} from '../../domain/outbox/outbox.js';
import { createBacklogGauge } from './backlog-gauge.js';
import { outgoingMessage } from './outgoing-message.js';
import { inRelaySpans, type RelaySpans } from './relay-spans.js';

interface RelayTiming {
  /** The interval of polling without a wake, and of trying to take shards that others lead. */
  readonly pollMs: number;
  readonly batchSize: number;
  /** The time after a few events before the next ones are published (`createPace`). */
  readonly paceMs: number;
  readonly retry: Backoff;
  readonly pruneEveryMs: number;
  /** The time for which sent rows are kept for inspection. */
  readonly keepSentMs: number;
  readonly measureEveryMs: number;
}

const DEFAULTS: RelayTiming = {
  pollMs: 1_000,
  batchSize: 1_000,
  paceMs: 40,
  retry: { firstMs: 100, maxMs: 5_000 },
  pruneEveryMs: 60_000,
  keepSentMs: 60 * 60_000,
  measureEveryMs: 5_000,
};
/** The relay is not ready when its last successful round is older than this. */
const READY_WITHIN_MS = 15_000;

interface RelayConfig {
  readonly queue: OutboxQueue;
  readonly leadership: ShardLeadership;
  readonly signal: OutboxSignal;
  readonly publisher: EventPublisher;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracing?: Tracing | undefined;
  readonly timing?: Partial<RelayTiming>;
}

/** Carries events from the outbox to Kafka. */
export interface Relay {
  /** Resolves when the relay runs and listens for commits. */
  start(): Promise<void>;
  /** Finishes the batch in hand and releases its shards. */
  stop(): Promise<void>;
  /** Whether its last round succeeded recently. */
  readonly ready: boolean;
}

/**
 * Publishes the unsent events of the shards that it leads, oldest first and one batch after the other, and marks them
 * sent when Kafka has them. After a crash between the two it publishes them again: at least once. The events of an
 * aggregate stay in order, since an event is never published before the earlier ones are acknowledged or parked. While
 * Kafka or the database fails, the relay retries. An event that no retry can publish is parked with its cause. The
 * other events go on, also later ones of the same aggregate (docs/adr/0013).
 */
export function createRelay(config: RelayConfig): Relay {
  const { queue, leadership, signal, publisher, clock } = config;
  const metrics = config.metrics.outbox;
  const timing = { ...DEFAULTS, ...config.timing };
  const logger = config.logger.child({ part: 'relay' });
  const pace = createPace(timing.paceMs);
  const gauge = createBacklogGauge({ queue, metrics, logger, everyMs: timing.measureEveryMs });
  let succeededAt = 0;
  let prunedAt = 0;
  let ledBefore: readonly number[] = [];

  const loop = createWakeLoop({
    async round(stopping) {
      await round(stopping);
      succeededAt = Date.now();
      return 'sleep';
    },
    pollMs: timing.pollMs,
    onFailure(error, failures) {
      metrics.failures.inc();
      logger.error({ err: error, failures }, 'The outbox could not be published; trying again');
      return backoffMs(timing.retry, failures);
    },
  });

  async function round(stopping: AbortSignal): Promise<void> {
    await pace.turn();
    const shards = await leadership.acquire();
    metrics.shardsLed.set(shards.length);
    if (shards.some((shard) => !ledBefore.includes(shard))) await takeBack(shards);
    ledBefore = shards;
    if (shards.length > 0) await drain(shards, stopping);
    await keepHouse(shards.length > 0);
  }

  /** Publishes events whose type an older gateway did not know. A new version needs no redrive by operators. */
  async function takeBack(shards: readonly number[]): Promise<void> {
    const count = await queue.unparkTypes(shards, EVENT_TYPE_NAMES);
    if (count > 0) logger.warn({ count }, 'Parked events whose type is now known are published');
  }

  async function drain(shards: readonly number[], stopping: AbortSignal): Promise<void> {
    const read = (inHand: readonly bigint[]) => queue.unsent(shards, timing.batchSize, inHand);
    let reading: ReturnType<typeof read> | undefined = read([]);
    while (reading !== undefined && !stopping.aborted) {
      const rows: readonly OutboxRow[] = await reading;
      pace.taken(rows.length);
      if (rows.length === 0) return;
      // Of a backlog, the next rows are read while these are published, and published when these are.
      reading = isFull(rows) ? read(rows.map(({ seq }) => seq)) : undefined;
      // Its failure is of interest only if these rows could be published.
      reading?.catch(() => undefined);
      await inRelaySpans(config.tracing, rows, (spans) => settle(rows, spans));
      succeededAt = Date.now();
      // A long backlog must not hide a lost leadership.
      if (reading !== undefined && (await leadership.acquire()).length < shards.length) return loop.wake();
    }
  }

  function isFull(rows: readonly OutboxRow[]): boolean {
    return rows.length === timing.batchSize || rows.reduce((sum, { bytes }) => sum + bytes, 0) >= OUTBOX_BATCH_BYTES;
  }

  /** Publishes the rows and marks them, or parks them. */
  async function settle(rows: readonly OutboxRow[], spans: RelaySpans): Promise<void> {
    const refused: (OutboxRow & Refusal)[] = [];
    const tried: OutboxRow[] = [];
    const messages: TopicMessage[] = [];
    for (const row of rows) {
      const outgoing = outgoingMessage(row);
      if ('cause' in outgoing) refused.push({ ...row, ...outgoing });
      else {
        tried.push(row);
        messages.push(outgoing);
      }
    }
    const refusals = await spans.publishing(tried, () => publisher.publish(messages));
    const sent = tried.filter((row, index) => {
      const refusal = refusals.get(index);
      if (refusal !== undefined) refused.push({ ...row, ...refusal });
      return refusal === undefined;
    });
    const now = clock.now().getTime();
    await queue.markSent(sent.map(({ seq }) => seq));
    metrics.sent.inc(sent.length);
    for (const { attributes } of sent)
      metrics.delaySeconds.observe(Math.max(0, now - attributes.occurredAt.getTime()) / 1000);
    await queue.park(refused);
    for (const { seq, attributes, cause, reason } of refused) {
      metrics.parked.inc({ cause });
      logger.error(
        {
          seq: seq.toString(),
          event: attributes.id,
          type: attributes.type,
          aggregate: attributes.aggregateId,
          cause,
          reason,
        },
        'An event cannot be published and is parked',
      );
    }
    if (refused.length > 0) gauge.refresh();
  }

  async function keepHouse(leads: boolean): Promise<void> {
    const now = Date.now();
    if (leads && now - prunedAt >= timing.pruneEveryMs) {
      prunedAt = now;
      metrics.pruned.inc(await queue.prune(new Date(clock.now().getTime() - timing.keepSentMs)));
    }
  }

  return {
    async start() {
      await signal.listen(loop.wake);
      succeededAt = Date.now();
      gauge.start();
      loop.start();
    },
    async stop() {
      await loop.stop();
      await gauge.stop();
      await leadership.release();
    },
    get ready() {
      return loop.running && Date.now() - succeededAt < READY_WITHIN_MS;
    },
  };
}

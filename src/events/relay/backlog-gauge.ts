import type { Logger } from '../../ops/logger.js';
import type { Metrics } from '../../ops/metrics.js';
import type { OutboxQueue } from '../../domain/outbox/outbox.js';

interface BacklogGaugeConfig {
  readonly queue: Pick<OutboxQueue, 'backlog'>;
  readonly metrics: Metrics['outbox'];
  readonly logger: Logger;
  readonly everyMs: number;
}

/** Keeps the metrics of the outbox's backlog. */
interface BacklogGauge {
  start(): void;
  /** Measures now, in the background. */
  refresh(): void;
  stop(): Promise<void>;
}

/**
 * Measures independently of the relay: the metrics must show a backlog that grows because publishing fails. While the
 * database is unavailable the metrics keep their last values.
 */
export function createBacklogGauge({ queue, metrics, logger, everyMs }: BacklogGaugeConfig): BacklogGauge {
  let timer: NodeJS.Timeout | undefined;
  let measuring: Promise<void> | undefined;

  async function measure(): Promise<void> {
    try {
      const { depth, oldestSeconds, parked } = await queue.backlog();
      metrics.depth.set(depth);
      metrics.oldestSeconds.set(oldestSeconds);
      metrics.parkedNow.set(parked);
    } catch (error) {
      logger.debug({ err: error }, 'The backlog of the outbox could not be measured');
    }
  }

  function refresh(): void {
    measuring ??= measure().finally(() => (measuring = undefined));
  }

  return {
    start() {
      refresh();
      // Measuring keeps no process alive.
      timer = setInterval(refresh, everyMs).unref();
    },
    refresh,
    async stop() {
      clearInterval(timer);
      await measuring;
    },
  };
}

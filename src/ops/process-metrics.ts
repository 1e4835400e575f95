import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import { MEMORY_BUDGET } from './load/limits.js';
import type { MemoryBudget } from './load/memory-budget.js';
import { collectWith, type Metrics } from './metrics.js';

const RESOLUTION_MS = 10;

/**
 * Keeps the gauges of the process: its start, its memory and its bounds, the budget that requests hold, and the delay
 * of its event loop. The delays are those since the last scrape. `stop` ends the sampling.
 */
export function addProcessMetrics(metrics: Metrics['process'], budget: MemoryBudget): { stop(): void } {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  collectWith(metrics.eventLoopDelay, () => {
    // A sample is the time between two ticks, of which the resolution is no delay.
    const seconds = (nanoseconds: number) => Math.max(0, nanoseconds / 1e9 - RESOLUTION_MS / 1000);
    const gauge = metrics.eventLoopDelay;
    for (const quantile of [50, 99, 99.9])
      gauge.set({ quantile: String(quantile / 100) }, delays.count === 0 ? 0 : seconds(delays.percentile(quantile)));
    gauge.set({ quantile: '1' }, delays.count === 0 ? 0 : seconds(delays.max));
    delays.reset();
  });
  collectWith(metrics.memory, () => {
    const { rss, heapUsed, external } = process.memoryUsage();
    metrics.memory.set({ kind: 'rss' }, rss);
    metrics.memory.set({ kind: 'heap' }, heapUsed);
    metrics.memory.set({ kind: 'external' }, external);
  });
  metrics.startTime.set(performance.timeOrigin / 1000);
  metrics.memoryBound.set({ kind: 'heap' }, getHeapStatistics().heap_size_limit);
  metrics.budget.set(MEMORY_BUDGET.totalBytes);
  collectWith(metrics.budgetUsed, () => metrics.budgetUsed.set(budget.usedBytes));
  return { stop: () => delays.disable() };
}

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Gauge, type Registry } from 'prom-client';
import type { MemoryBudget } from './load/memory-budget.js';

const RESOLUTION_MS = 10;

/**
 * Gauges of the process: its memory, the budget that requests hold, and the delay of its event loop. The delays are
 * those since the last scrape. `stop` ends the sampling.
 */
export function addProcessMetrics(registry: Registry, budget: MemoryBudget): { stop(): void } {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  const registers = [registry];
  new Gauge({
    name: 'gateway_event_loop_delay_seconds',
    help: 'Delay of the event loop since the last scrape',
    labelNames: ['quantile'] as const,
    registers,
    collect() {
      // A sample is the time between two ticks, of which the resolution is no delay.
      const seconds = (nanoseconds: number) => Math.max(0, nanoseconds / 1e9 - RESOLUTION_MS / 1000);
      for (const quantile of [50, 99, 99.9])
        this.set({ quantile: String(quantile / 100) }, delays.count === 0 ? 0 : seconds(delays.percentile(quantile)));
      this.set({ quantile: '1' }, delays.count === 0 ? 0 : seconds(delays.max));
      delays.reset();
    },
  });
  new Gauge({
    name: 'gateway_memory_bytes',
    help: 'Memory of the process: resident set size, used JavaScript heap, and buffers outside the heap',
    labelNames: ['kind'] as const,
    registers,
    collect() {
      const { rss, heapUsed, external } = process.memoryUsage();
      this.set({ kind: 'rss' }, rss);
      this.set({ kind: 'heap' }, heapUsed);
      this.set({ kind: 'external' }, external);
    },
  });
  new Gauge({
    name: 'gateway_memory_budget_used_bytes',
    help: 'Bytes of the memory budget that requests hold',
    registers,
    collect() {
      this.set(budget.usedBytes);
    },
  });
  return { stop: () => delays.disable() };
}

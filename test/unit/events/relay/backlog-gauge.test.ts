import { describe, expect, it } from '@jest/globals';
import { createBacklogGauge } from '../../../../src/events/relay/backlog-gauge.js';
import { createLogger } from '../../../../src/ops/logger.js';
import { createMetrics } from '../../../../src/ops/metrics.js';
import { until } from '../../../support/until.js';

async function valueOf(metric: {
  get(): Promise<{ values: readonly { value: number }[] }>;
}): Promise<number | undefined> {
  return (await metric.get()).values[0]?.value;
}

describe('the gauge of the backlog', () => {
  it('measures again and again, also after a failure, and keeps its values meanwhile', async () => {
    const { outbox: metrics } = createMetrics();
    let depth = 0;
    const backlog = () => {
      depth += 1;
      return depth === 3
        ? Promise.reject(new Error('no database'))
        : Promise.resolve({ depth, oldestSeconds: depth * 2, parked: depth * 3 });
    };
    const gauge = createBacklogGauge({
      queue: { backlog },
      metrics,
      logger: createLogger('silent', false),
      everyMs: 2,
    });
    gauge.start();
    await until('it has measured after the failure', async () => ((await valueOf(metrics.depth)) ?? 0) >= 5);
    await gauge.stop();
    const measured = (await valueOf(metrics.depth)) ?? 0;
    expect(await valueOf(metrics.oldestSeconds)).toBe(measured * 2);
    expect(await valueOf(metrics.parkedNow)).toBe(measured * 3);
  });
});

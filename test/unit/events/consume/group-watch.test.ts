import type { Admin } from 'kafkajs';
import { describe, expect, it } from '@jest/globals';
import { createGroupWatch } from '../../../../src/events/consume/group-watch.js';
import type { KafkaClient } from '../../../../src/events/kafka/kafka-client.js';
import { createPartitionProcessors } from '../../../../src/events/consume/partition-processors.js';
import type { IncomingRecord } from '../../../../src/events/kafka/incoming-record.js';
import { createMetrics } from '../../../../src/ops/metrics.js';
import { createLogger } from '../../../../src/ops/logger.js';
import { until } from '../../../support/until.js';

const at = { topic: 't', partition: 0 };
const record = (offset: number): IncomingRecord => ({
  ...at,
  offset: BigInt(offset),
  key: null,
  value: null,
  headers: {},
});

/** A group with one partition whose place on the cluster the test sets. */
function aWatch(stuckAfterMs: number) {
  const place = { committed: '10', low: '0', high: '10' };
  const admin = {
    fetchOffsets: () =>
      Promise.resolve([{ topic: 't', partitions: [{ partition: 0, offset: place.committed, metadata: null }] }]),
    fetchTopicOffsets: () => Promise.resolve([{ partition: 0, low: place.low, high: place.high, offset: place.high }]),
  } as unknown as Admin;
  let finish = (): void => undefined;
  const lanes = createPartitionProcessors({
    concurrency: 1,
    process: () => new Promise((resolve) => (finish = resolve)),
    onProgress: () => undefined,
  });
  lanes.assign([at]);
  const metrics = createMetrics();
  const client = { ask: (question: (admin: Admin) => Promise<unknown>) => question(admin) } as unknown as KafkaClient;
  const watch = createGroupWatch({
    client,
    group: 'p.g',
    name: 'g',
    topics: ['t'],
    lanes,
    logger: createLogger('silent', false),
    metrics: metrics.consumers,
    stuckAfterMs,
  });
  return {
    place,
    lanes,
    watch,
    metrics,
    finish: () => finish(),
    async look() {
      await watch.look();
      return watch.stalled();
    },
  };
}

describe('the watch over a group', () => {
  it('is content with a group at the end, and with one that moves', async () => {
    const { look, place } = aWatch(-1);
    expect(await look()).toBeUndefined();
    for (let n = 0; n < 3; n += 1) {
      place.high = String(Number(place.high) + 5);
      place.committed = String(Number(place.committed) + 1);
      expect(await look()).toBeUndefined();
    }
  });

  it('reports a partition that stands still with nothing in hand, once for each place', async () => {
    const { look, place } = aWatch(-1);
    place.high = '20';
    expect(await look()).toBeUndefined();
    expect(await look()).toBe('No progress in t/0');
    // The end of a log may hold what nobody gets to see: a consumer replaced for it again and again would help nobody.
    expect(await look()).toBeUndefined();
    place.committed = '15';
    await look();
    expect(await look()).toBe('No progress in t/0');
  });

  it('waits for as long as it was told', async () => {
    const { look, place } = aWatch(60_000);
    place.high = '20';
    await look();
    expect(await look()).toBeUndefined();
  });

  it('leaves a partition alone whose record is in hand, and is not ready when that takes too long', async () => {
    const { look, place, lanes, watch, finish } = aWatch(-1);
    place.high = '20';
    expect(watch.moving()).toBe(true);
    lanes.push(at, [record(10)]);
    await until('it is in hand', () => lanes.get(at)?.oldestStart !== undefined);
    expect(await look()).toBeUndefined();
    expect(await look()).toBeUndefined();
    expect(watch.moving()).toBe(false);
    finish();
    await until('it is done', () => watch.moving());
  });

  it('measures the lag, and counts what retention has taken, once', async () => {
    const { look, place, metrics } = aWatch(60_000);
    Object.assign(place, { committed: '10', low: '14', high: '20' });
    await look();
    await look();
    expect((await metrics.consumers.lag.get()).values).toEqual([{ labels: { group: 'g', topic: 't' }, value: 6 }]);
    expect((await metrics.consumers.lost.get()).values).toEqual([{ labels: { group: 'g' }, value: 4 }]);
  });
});

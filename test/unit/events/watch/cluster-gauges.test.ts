import { describe, expect, it } from '@jest/globals';
import { createClusterGauges } from '../../../../src/events/watch/cluster-gauges.js';
import { createMetrics } from '../../../../src/ops/metrics.js';
import { seriesOf } from '../../../support/metrics.js';

const MINUTE_MS = 60_000;

function gaugesAt(clock: { now: number }) {
  const metrics = createMetrics();
  const gauges = createClusterGauges({
    metrics: metrics.cluster,
    prefix: 'p.',
    deadLetterTopics: new Map([['analytics', 'p.analytics.dead-letters']]),
    now: () => clock.now,
  });
  return { gauges, read: async () => seriesOf(await metrics.registry.metrics()) };
}
const LAG = 'gateway_consumer_lag_seconds{group="analytics",topic="p.t"}';
const LOSS = 'gateway_consumer_seconds_to_data_loss{group="analytics",topic="p.t"}';
const unread = (oldestAt: number | undefined, lostAt: number | undefined) => [
  { group: 'p.analytics', topic: 'p.t', oldestAt, lostAt },
];
const NOTHING_READ = { read: [], lags: [], backlogs: [] };

describe('the gauges of the cluster', () => {
  it('let the lag of a stopped group grow and its time to loss shrink between two looks', async () => {
    const clock = { now: 100_000 };
    const { gauges, read } = gaugesAt(clock);
    gauges.showGroups([], NOTHING_READ, unread(90_000, 200_000));
    expect(await read()).toMatchObject({ [LAG]: 10, [LOSS]: 100 });
    clock.now += 7_000;
    expect(await read()).toMatchObject({ [LAG]: 17, [LOSS]: 93 });
    clock.now += 1_000_000;
    expect(await read()).toMatchObject({ [LOSS]: 0 });
  });

  it('are 0 seconds behind when the group has read all, and then nothing can be lost', async () => {
    const { gauges, read } = gaugesAt({ now: 100_000 });
    gauges.showGroups([], NOTHING_READ, unread(undefined, undefined));
    const series = await read();
    expect(series[LAG]).toBe(0);
    expect(series).not.toHaveProperty(LOSS);
  });

  it('show nothing before the first look, and forget what was seen too long ago', async () => {
    const clock = { now: 100_000 };
    const { gauges, read } = gaugesAt(clock);
    expect(await read()).not.toHaveProperty('kafka_brokers');
    const at = { topic: 'p.t', partition: 0 };
    gauges.showTopics({ brokers: [1, 2, 3], partitions: [{ ...at, leader: -1, replicas: [1, 2, 3], inSync: [] }] });
    gauges.showLogs([{ topic: 'p.analytics.dead-letters', partition: 0, low: 2n, high: 5n }]);
    clock.now += MINUTE_MS;
    gauges.forgetOlderThan(MINUTE_MS);
    const labels = '{topic="p.t",partition="0"}';
    const seen = await read();
    expect(seen).toMatchObject({
      kafka_brokers: 3,
      [`kafka_topic_partition_leader${labels}`]: -1,
      [`kafka_topic_partition_in_sync_replica${labels}`]: 0,
      [`kafka_topic_partition_under_replicated_partition${labels}`]: 1,
      'gateway_dead_letters{group="analytics"}': 3,
      'gateway_cluster_watch_age_seconds{part="topics"}': 60,
    });
    clock.now += 1;
    gauges.forgetOlderThan(MINUTE_MS);
    const later = await read();
    for (const name of [
      'kafka_brokers',
      `kafka_topic_partition_leader${labels}`,
      'gateway_dead_letters{group="analytics"}',
    ])
      expect(later).not.toHaveProperty([name]);
    // That nothing has been seen since stays visible.
    expect(later['gateway_cluster_watch_age_seconds{part="topics"}']).toBeCloseTo(60);
  });
});

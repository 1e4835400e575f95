import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { deadLetterTopic } from '../../../src/contracts/topics.js';
import { createClusterGauges } from '../../../src/events/watch/cluster-gauges.js';
import { createClusterWatch, type ClusterWatch } from '../../../src/events/watch/cluster-watch.js';
import { createMetrics, type Metrics } from '../../../src/ops/metrics.js';
import { surveyCreated } from '../../support/events.js';
import { seriesOf, type Series } from '../../support/metrics.js';
import { silent } from '../../support/own-kafka.js';
import { createOwnConsumers, inOnePartition, noting, type OwnConsumers } from '../../support/own-consumers.js';
import { until } from '../../support/until.js';

let own: OwnConsumers;
let watch: ClusterWatch | undefined;
beforeAll(async () => {
  own = await createOwnConsumers();
});
afterEach(async () => {
  await watch?.stop();
  await own.stopRunning();
});
afterAll(() => own.drop());

const DAY_SECONDS = 24 * 60 * 60;

const gaugesOver = (group: string, metrics: Metrics) =>
  createClusterGauges({
    metrics: metrics.cluster,
    prefix: own.client.prefix,
    deadLetterTopics: new Map([[group, own.client.topicName(deadLetterTopic(group))]]),
    now: Date.now,
  });

function watchOver(group: string): { readonly read: () => Promise<Series>; readonly metrics: Metrics } {
  const metrics = createMetrics();
  watch = createClusterWatch({
    client: own.client,
    groups: [{ group, topics: ['surveys'] }],
    sinks: [gaugesOver(group, metrics)],
    logger: silent,
    timing: { everyMs: 50 },
  });
  watch.start();
  return { metrics, read: async () => seriesOf(await metrics.registry.metrics()) };
}

describe('the watch over the cluster', () => {
  it("shows kafka_exporter's metrics of the gateway's topics and groups", async () => {
    const group = await own.aGroup();
    const events = inOnePartition(3);
    const { handle, noted } = noting(events);
    const consumer = own.aConsumer({ group, topics: ['surveys'], handle });
    await consumer.start();
    await own.publisher.publish(events);
    await until('it has all', () => noted.length === 3);
    await until('the offsets are committed', async () => (await own.behind(group)).length === 0);
    const { read } = watchOver(group);
    const topic = own.client.topicName('surveys');
    const name = own.client.groupName(group);
    const partition = `topic="${topic}",partition="0"`;
    const lag = `kafka_consumergroup_lag{consumergroup="${name}",${partition}}`;
    await until('the cluster has been looked at', async () => lag in (await read()));
    const series = await read();
    const end = series[`kafka_topic_partition_current_offset{${partition}}`];
    expect(end).toBeGreaterThanOrEqual(3);
    expect(series).toMatchObject({
      kafka_brokers: 1,
      [`kafka_topic_partition_oldest_offset{${partition}}`]: 0,
      [`kafka_topic_partition_in_sync_replica{${partition}}`]: 1,
      [`kafka_topic_partition_leader{${partition}}`]: 1,
      [`kafka_topic_partition_under_replicated_partition{${partition}}`]: 0,
      [`kafka_consumergroup_current_offset{consumergroup="${name}",${partition}}`]: end,
      [lag]: 0,
      [`kafka_consumergroup_members{consumergroup="${name}"}`]: 1,
      [`gateway_consumer_lag_seconds{group="${group}",topic="${topic}"}`]: 0,
      [`gateway_dead_letters{group="${group}"}`]: 0,
    });
    expect(series).not.toHaveProperty([`gateway_consumer_seconds_to_data_loss{group="${group}",topic="${topic}"}`]);
    // Topics and groups of others on the same cluster are left out.
    const foreign = Object.keys(series).filter((key) => key.startsWith('kafka_') && key.includes('topic='));
    expect(foreign.every((key) => key.includes(`topic="${own.client.prefix}`))).toBe(true);
  });

  it("measures a stopped group's lag by the age of its oldest unread record, and the time until retention", async () => {
    const group = await own.aGroup();
    const consumer = own.aConsumer({ group, topics: ['surveys'], handle: () => Promise.resolve() });
    await consumer.start();
    await until('it has read all', async () => (await own.behind(group)).length === 0);
    await consumer.stop();
    const began = Date.now();
    await own.publisher.publish([surveyCreated()]);
    const published = Date.now();
    const { read } = watchOver(group);
    const topic = own.client.topicName('surveys');
    const lag = `gateway_consumer_lag_seconds{group="${group}",topic="${topic}"}`;
    const loss = `gateway_consumer_seconds_to_data_loss{group="${group}",topic="${topic}"}`;
    const isTrue = async () => {
      const before = Date.now();
      const series = await read();
      const after = Date.now();
      const seconds = series[lag] ?? NaN;
      expect(seconds).toBeGreaterThanOrEqual((before - published) / 1000);
      expect(seconds).toBeLessThanOrEqual((after - began) / 1000);
      expect((series[loss] ?? NaN) + seconds).toBeCloseTo(7 * DAY_SECONDS, 1);
      return seconds;
    };
    await until('the record has been seen', async () => ((await read())[lag] ?? 0) > 0);
    const first = await isTrue();
    // Later records do not make it younger.
    await own.publisher.publish([surveyCreated(), surveyCreated()]);
    await until('a second has passed', async () => (await isTrue()) >= first + 1);

    // It reads again, and is not behind any more.
    await own.aConsumer({ group, topics: ['surveys'], handle: () => Promise.resolve() }).start();
    await until('it has caught up', async () => {
      const series = await read();
      return series[lag] === 0 && !(loss in series);
    });
  });

  it('counts the dead letters of a group', async () => {
    const group = await own.aGroup();
    const event = surveyCreated();
    const consumer = own.aConsumer({
      group,
      topics: ['surveys'],
      handle: (record) => (record.event.id === event.id ? Promise.reject(new Error('poison')) : Promise.resolve()),
    });
    await consumer.start();
    await own.publisher.publish([event]);
    const { read } = watchOver(group);
    await until('the letter is seen', async () => (await read())[`gateway_dead_letters{group="${group}"}`] === 1);
  });

  it('does not hold up a scrape while the cluster does not answer, and lets the lag grow meanwhile', async () => {
    const group = await own.aGroup();
    await own.publisher.publish([surveyCreated()]);
    const faulty = own.aFaultyKafka(500);
    const metrics = createMetrics();
    const groups = [{ group, topics: ['surveys'] as const }];
    const timing = { everyMs: 50, withinMs: 1_000, forgetAfterMs: 2_500 };
    const sinks = [gaugesOver(group, metrics)];
    watch = createClusterWatch({ client: faulty.client, groups, sinks, logger: silent, timing });
    watch.start();
    const lag = `gateway_consumer_lag_seconds{group="${group}",topic="${own.client.topicName('surveys')}"}`;
    const age = 'gateway_cluster_watch_age_seconds{part="groups"}';
    const read = async () => seriesOf(await metrics.registry.metrics());
    await until('the record has been seen', async () => ((await read())[lag] ?? 0) > 0);
    faulty.silence();
    await until('nothing is seen any more', async () => ((await read())[age] ?? 0) > 1);
    const began = Date.now();
    const hung = await read();
    expect(Date.now() - began).toBeLessThan(250);
    expect(hung[lag]).toBeGreaterThan(1);
    await until('what was seen is forgotten', async () => !(lag in (await read())));
    faulty.heal();
    await until('it is seen again', async () => lag in (await read()), 20_000);
  });
});

import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';
import { createEmbeddedStack, type EmbeddedStack } from '../../stack/embedded-stack.js';
import { alertRules, metricsIn } from '../support/alert-rules.js';
import { panelQueries, queriesWithoutSeries } from '../support/dashboard-panels.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { scrape } from '../support/metrics.js';
import { startTraffic } from '../support/monitored-traffic.js';
import { restClient } from '../support/rest.js';
import { testServers } from '../support/servers.js';
import { noneAlive, postgresOnly, root } from '../support/stack-folder.js';
import { until } from '../support/until.js';

const START_WITHIN_MS = 240_000;
const PATIENCE_MS = 60_000;
/** Of the configuration that the stack writes. */
const SCRAPE_MS = 5_000;

let options: Awaited<ReturnType<typeof postgresOnly>>;
let stack: EmbeddedStack;
let gateway: TestGateway;
let brokers: readonly string[] = [];
const said: string[] = [];

interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly state: string;
  readonly activeAt: string;
}

async function ask<T>(query: string): Promise<T> {
  const response = await fetch(`${stack.monitoring()?.prometheus}/api/v1/${query}`);
  return ((await response.json()) as { readonly data: T }).data;
}
const firing = async (): Promise<readonly Alert[]> =>
  (await ask<{ alerts: readonly Alert[] }>('alerts')).alerts.filter(({ state }) => state === 'firing');
const named = async (name: string) => (await firing()).find(({ labels }) => labels['alertname'] === name);
const targets = async () =>
  (
    await ask<{ activeTargets: readonly { readonly labels: { readonly job: string }; readonly health: string }[] }>(
      'targets?state=active',
    )
  ).activeTargets;

beforeAll(async () => {
  options = await postgresOnly();
  const { kafkaBrokers: _, ...others } = { ...options, ...testServers() };
  stack = createEmbeddedStack({
    ...others,
    serversDir: path.join(root, '.state/servers'),
    brokers: 3,
    monitoring: { prometheusUrl: undefined, metricsToken: undefined },
    onProgress: (step) => said.push(step),
  });
  const urls = await stack.start();
  brokers = urls.kafkaBrokers;
  gateway = await startGateway({
    KAFKA_BROKERS: urls.kafkaBrokers.join(','),
    KAFKA_REPLICATION: '3',
    METRICS: 'on',
    LOG_LEVEL: 'silent',
    PROMETHEUS_URL: stack.plannedPrometheus() ?? '',
  });
  stack.scrape([gateway.url]);
  await until('the monitoring runs', () => stack.monitoring() !== undefined, START_WITHIN_MS);
}, START_WITHIN_MS);
afterAll(async () => {
  const pids = { ...stack.pids() };
  await gateway?.stop();
  await stack.stop();
  expect(noneAlive(pids)).toBe(true);
  await options.remove();
}, PATIENCE_MS);

/** Creates a topic with one copy, on one broker. */
async function createTopicOn(broker: number, topic: string): Promise<void> {
  const admin = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, replicaAssignment: [{ partition: 0, replicas: [broker] }] }] });
  await admin.disconnect();
}

/** Whether Prometheus runs. Where it cannot be had, the stack has to say so. */
function isMonitored(): boolean {
  if (stack.monitoring()?.prometheus !== undefined) return true;
  expect(said.join('\n')).toContain('Prometheus cannot be had here');
  console.warn('Prometheus cannot be had here: it is not tested.');
  return false;
}

describe('the monitoring of npm start', () => {
  it('reads the gateway and every broker, and finds every metric of its rules there', async () => {
    if (!isMonitored()) return;
    await until(
      'all targets are up',
      async () => {
        const found = await targets();
        return found.length === 4 && found.every(({ health }) => health === 'up');
      },
      PATIENCE_MS,
    );
    const known = new Set(
      (await ask<readonly { readonly metric: string }[]>('targets/metadata')).map(({ metric }) => metric),
    );
    const recorded = alertRules().map(({ record }) => record);
    const read = [...new Set(alertRules().flatMap(({ expr }) => metricsIn(expr)))];
    const missing = read
      .filter((name) => name !== 'up' && !recorded.includes(name))
      .map((name) => name.replace(/_(bucket|count|sum)$/, ''))
      .filter((name) => !known.has(name) && !known.has(`${name}_count`));
    expect(missing).toEqual([]);
  });

  it(
    'tells of a broker that is killed within two scrapes, and ends the alert when it is back',
    async () => {
      if (!isMonitored()) return;
      const fragile = `${gateway.environment['TOPIC_PREFIX']}fragile`;
      await createTopicOn(2, fragile);
      await until('nothing is told', async () => (await firing()).length === 0, PATIENCE_MS);
      const killedAt = Date.now();
      process.kill(stack.pids()['kafka-2'] as number, 'SIGKILL');
      await until('the alert fires', async () => (await named('KafkaBrokerDown')) !== undefined, PATIENCE_MS);
      const activeAt = Date.parse((await named('KafkaBrokerDown'))?.activeAt ?? '');
      expect(activeAt - killedAt).toBeLessThan(2 * SCRAPE_MS + 1_000);
      const operator = restClient(gateway.url, await gateway.token('staff'));
      const { body: shown } = await operator.get('/alerts');
      expect(shown.state).toBe('available');
      expect(shown.alerts).toContainEqual(
        expect.objectContaining({ name: 'KafkaBrokerDown', state: 'firing', runbook: 'kafka-broker-down' }),
      );
      // A sample of each 20 s, as Prometheus has it; the gateway itself sees the cluster each 10 s.
      await until(
        'the lag of a group comes from Prometheus',
        async () => {
          const { data } = (await operator.get('/cluster/groups/analytics/history')).body as {
            readonly data: readonly { readonly at: string; readonly lag: string }[];
          };
          const seconds = data.map(({ at }) => Date.parse(at) / 1000);
          return (
            seconds.length > 1 && seconds.every((at, index) => index === 0 || at - (seconds[index - 1] ?? 0) === 20)
          );
        },
        PATIENCE_MS,
      );
      await until(
        'the copies are missed',
        async () => (await named('KafkaUnderReplicated')) !== undefined,
        PATIENCE_MS,
      );
      // The gateway sees the partition that nobody leads, and goes on watching everything else.
      const leader = `kafka_topic_partition_leader{topic="${fragile}",partition="0"}`;
      await until('the partition is seen offline', async () => (await scrape(gateway.url))[leader] === -1, PATIENCE_MS);
      const offlineAt = Date.now();
      await until('the alert fires', async () => (await named('KafkaPartitionOffline')) !== undefined, PATIENCE_MS);
      await until(
        'the groups are read beside it',
        async () => {
          const age = (await scrape(gateway.url))['gateway_cluster_watch_age_seconds{part="groups"}'] ?? Infinity;
          return Date.now() - age * 1_000 > offlineAt;
        },
        PATIENCE_MS,
      );
      const { alertmanager } = stack.monitoring() ?? {};
      if (alertmanager !== undefined)
        await until(
          'Alertmanager has it',
          async () =>
            ((await (await fetch(`${alertmanager}/api/v2/alerts`)).json()) as readonly Alert[]).some(
              ({ labels }) => labels['alertname'] === 'KafkaBrokerDown',
            ),
          PATIENCE_MS,
        );
      await stack.restart('kafka-2');
      await until('no alert is left', async () => (await firing()).length === 0, PATIENCE_MS);
    },
    3 * PATIENCE_MS,
  );
});

// Last, because its poison records and its stopped group cause alerts.
describe('the dashboards of Grafana', () => {
  it(
    'have series in every query of every panel',
    async () => {
      if (!isMonitored()) return;
      const { prometheus = '' } = stack.monitoring() ?? {};
      const queries = panelQueries();
      expect(queries.length).toBeGreaterThan(50);
      const traffic = await startTraffic(gateway);
      let missing: readonly string[] = [];
      try {
        await until(
          'every query has series',
          async () => {
            await traffic.round();
            missing = await queriesWithoutSeries(prometheus, queries);
            return missing.length === 0;
          },
          2 * PATIENCE_MS,
        ).catch(() => undefined);
      } finally {
        await traffic.stop();
      }
      expect(missing).toEqual([]);
      // The controls: a metric that nobody has, a label that it does not have, and no expression.
      const wrong = [
        { name: 'metric', expr: 'sum(gateway_made_up_total)' },
        { name: 'label', expr: 'gateway_outbox_depth{shard="7"}' },
        { name: 'syntax', expr: 'sum(gateway_outbox_depth' },
      ];
      expect(await queriesWithoutSeries(prometheus, wrong)).toEqual([
        expect.stringMatching(/^metric: no series/),
        expect.stringMatching(/^label: no series/),
        expect.stringMatching(/^syntax: .*parse error/),
      ]);
    },
    3 * PATIENCE_MS,
  );
});

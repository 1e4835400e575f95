import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MOST_NAMES } from '../../../src/ports/graphql/operation-names.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { scrape, type Series } from '../../support/metrics.js';
import { EXECUTOR } from '../../support/servers.js';
import { until } from '../../support/until.js';

let gateway: TestGateway;
let owner: string;

beforeAll(async () => {
  gateway = await startGateway();
  owner = await gateway.token('owner');
}, 60_000);
afterAll(() => gateway?.stop());

const executor = EXECUTOR === 'plans' ? 'plan' : 'resolvers';
const read = (): Promise<Series> => scrape(gateway.url);
const operations = (operation: string, outcome: string, by = executor) =>
  `gateway_graphql_operations_total{operation="${operation}",executor="${by}",outcome="${outcome}"}`;

describe('the metrics of a running gateway', () => {
  it('name the operations of GraphQL, who executed them and how they ended', async () => {
    await gateway.data('query Movies { movies(first: 1) { nodes { id } } }', {}, owner);
    await gateway.graphql('mutation Publish { publishSurvey(id: "nothing") { survey { id } } }', {}, owner);
    await gateway.graphql('{ noSuchField }', {}, owner);
    const series = await read();
    expect(series).toMatchObject({
      [operations('Movies', 'ok')]: 1,
      'gateway_graphql_seconds_count{operation="Movies"}': 1,
      [operations('Publish', 'refused', 'resolvers')]: 1,
      'gateway_graphql_errors_total{code="GRAPHQL_VALIDATION_FAILED"}': 1,
    });
    const fieldErrors = Object.keys(series).filter((name) => name.startsWith('gateway_graphql_field_errors_total'));
    expect(fieldErrors).toEqual([expect.stringContaining('field="publishSurvey"')]);
  });

  it('stay bounded when a client sends ever new names', async () => {
    for (let at = 0; at < 2 * MOST_NAMES.others; at += 1)
      await gateway.data(`query Name${at} { __typename }`, {}, owner);
    const names = new Set(
      Object.keys(await read()).flatMap(
        (name) => /^gateway_graphql_operations_total\{operation="([^"]*)"/.exec(name)?.[1] ?? [],
      ),
    );
    expect(names).toContain('(other)');
    expect(names.size).toBeLessThanOrEqual(MOST_NAMES.others + 2);
  });

  it('name the operations of REST, and whether a plan or a service answered', async () => {
    const get = (path: string) =>
      fetch(`${gateway.url}/api/v1${path}`, { headers: { authorization: `Bearer ${owner}` } });
    expect((await get('/movies?first=1')).status).toBe(200);
    expect((await get('/movies/nothing')).status).not.toBe(200);
    const requests = 'gateway_rest_requests_total{operation="listMovies",executor="plan",status="200"}';
    // It is counted when the whole answer has been passed to the system.
    await until('the request is counted', async () => (await read())[requests] === 1);
    const series = await read();
    expect(series['gateway_rest_seconds_count{operation="listMovies"}']).toBe(1);
    const one = Object.keys(series).filter((name) => /^gateway_rest_requests_total.*getMovie/.test(name));
    expect(one).toEqual([expect.stringMatching(/executor="service",status="4\d\d"/)]);
  });

  it('time statements and commands, and show connections and memory beside their bounds', async () => {
    await gateway.data('{ eventLogs { totalCount } }', {}, owner);
    const series = await read();
    expect(series['gateway_sql_seconds_count{statement="outbox-unsent"}']).toBeGreaterThan(0);
    expect(
      Object.keys(series).some((name) => /^gateway_mongo_seconds_count\{command="(find|aggregate)"\}/.test(name)),
    ).toBe(true);
    const value = (name: string) => series[name] ?? NaN;
    for (const store of ['sql', 'mongo']) {
      const open = value(`gateway_${store}_pool_connections{state="open"}`);
      expect(open).toBeGreaterThan(0);
      expect(open).toBeLessThanOrEqual(value(`gateway_${store}_pool_connections{state="most"}`));
    }
    expect(value('gateway_sql_pool_connections{state="shared"}')).toBeLessThanOrEqual(3);
    expect(value('gateway_memory_bytes{kind="heap"}')).toBeLessThan(value('gateway_memory_bound_bytes{kind="heap"}'));
    expect(value('gateway_memory_budget_used_bytes')).toBeLessThan(value('gateway_memory_budget_bytes'));
    expect(value('gateway_event_loop_delay_seconds{quantile="1"}')).toBeGreaterThanOrEqual(0);
  });

  it('count the joins of each consumer group, and watch the cluster', async () => {
    const series = await read();
    for (const group of ['analytics', 'event-log', 'notifications', 'seat-inventory'])
      expect(series[`gateway_consumer_rebalances_total{group="${group}"}`]).toBeGreaterThan(0);
    await until('the cluster has been looked at', async () => {
      const { kafka_brokers: brokers, ...others } = await read();
      return brokers === 1 && 'gateway_dead_letters{group="analytics"}' in others;
    });
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createEmbeddedStack, type EmbeddedStack } from '../../../stack/embedded-stack.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { root } from '../../support/gateway-process.js';
import { testServers } from '../../support/servers.js';
import { until } from '../../support/until.js';

const WITHIN_MS = 5_000;
const BUSY_MACHINE_MS = 1_000;

let folder: string;
let stack: EmbeddedStack;
let gateway: TestGateway;
let owner: string;
let stopped: number | undefined;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'silent-logs-'));
  stack = createEmbeddedStack({
    root,
    stateDir: folder,
    serversDir: path.join(root, '.state/servers'),
    databaseUrl: testServers().databaseUrl,
  });
  const { mongodbUrl, kafkaBrokers } = await stack.start();
  gateway = await startGateway({ MONGODB_URL: mongodbUrl, KAFKA_BROKERS: kafkaBrokers.join(','), LOG_LEVEL: 'silent' });
  owner = await gateway.token('owner');
}, 180_000);
/** The server still has its connections and says nothing on them. */
function stop(server: string): void {
  stopped = stack.pids()[server] as number;
  process.kill(stopped, 'SIGSTOP');
}
function goOn(): void {
  if (stopped !== undefined) process.kill(stopped, 'SIGCONT');
  stopped = undefined;
}
afterEach(goOn);
afterAll(async () => {
  await gateway?.stop();
  await stack?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function inTime<T>(work: Promise<T>): Promise<T> {
  const began = Date.now();
  const result = await work;
  expect(Date.now() - began).toBeLessThan(WITHIN_MS + BUSY_MACHINE_MS);
  return result;
}
const rest = (resource: string, accept = 'application/json') =>
  fetch(`${gateway.url}/api/v1${resource}`, { headers: { authorization: `Bearer ${owner}`, accept } });
const write = async (title: string): Promise<string> =>
  (
    await gateway.data(
      'mutation ($title: String!) { createSurvey(input: { title: $title }) { survey { id } } }',
      { title },
      owner,
    )
  ).createSurvey.survey.id;
const logged = async (surveyId: string) =>
  (
    await gateway.data(
      'query ($id: ID!) { eventLogs(filter: { aggregateId: $id }) { nodes { type } } }',
      { id: surveyId },
      owner,
    )
  ).eventLogs.nodes.length > 0;

describe('a MongoDB server that is stopped', () => {
  it('is told as UNAVAILABLE in time by what reads it, holds up nothing else, and all comes back by itself', async () => {
    const before = await write('Before');
    await until('the log is read', () => logged(before), 30_000);
    stop('mongodb');
    const [read, queried, counted, activity] = await Promise.all([
      inTime(rest('/event-logs?first=1')),
      inTime(gateway.graphql('{ eventLogs(first: 1) { nodes { id } } }', {}, owner)),
      inTime(gateway.graphql('{ eventLogs(first: 1) { totalCount } }', {}, owner)),
      inTime(
        gateway.graphql(
          '{ eventActivity(from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z") { count } }',
          {},
          owner,
        ),
      ),
    ]);
    expect(read.status).toBe(503);
    expect(await read.json()).toMatchObject({ code: 'UNAVAILABLE' });
    for (const { errors } of [queried, counted, activity])
      expect(errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE' } }]);
    const meanwhile = await inTime(write('Meanwhile'));
    goOn();
    await until('what was written meanwhile is in the log', () => logged(meanwhile).catch(() => false), 60_000);
  }, 120_000);
});

describe('a Kafka broker that is stopped', () => {
  it('is told as UNAVAILABLE in time by what follows it, writes are accepted, and their events arrive later', async () => {
    const before = await write('Before');
    await until('the log is read', () => logged(before), 30_000);
    stop('kafka-1');
    const subscribed = new Promise<unknown>((resolve) => {
      gateway
        .subscriber(owner)
        .subscribe(
          { query: 'subscription { events { type } }' },
          {
            next: (result) => resolve(result),
            error: (error) => resolve({ errors: error }),
            complete: () => undefined,
          },
        );
    });
    const [stream, subscription] = await Promise.all([
      inTime(rest('/events', 'text/event-stream')),
      inTime(subscribed),
    ]);
    expect(stream.status).toBe(503);
    expect(await stream.json()).toMatchObject({ code: 'UNAVAILABLE' });
    expect(subscription).toMatchObject({ errors: [{ extensions: { code: 'UNAVAILABLE' } }] });
    const meanwhile = await inTime(write('Meanwhile'));
    expect((await inTime(rest(`/surveys/${meanwhile}`))).status).toBe(200);
    expect((await inTime(rest('/event-logs?first=1'))).status).toBe(200);
    goOn();
    await until('what was written meanwhile is in the log', () => logged(meanwhile), 60_000);
    await until(
      'events can be followed again',
      async () => {
        const again = await rest('/events', 'text/event-stream');
        await again.body?.cancel();
        return again.status === 200;
      },
      30_000,
    );
  }, 150_000);
});

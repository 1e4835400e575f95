import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient } from 'graphql-ws';
import pg from 'pg';
import WebSocket from 'ws';
import { createKafkaClient, type KafkaClient } from '../../src/events/kafka/kafka-client.js';
import { identityOf } from '../../src/ops/processes/process-identity.mjs';
import { AssignerProtocol } from 'kafkajs';
import { createShow } from '../support/booking-flow.js';
import { openStream } from '../support/event-source.js';
import { startFleet, type Fleet, type FleetMember } from '../support/gateway-fleet.js';
import { runProgram } from '../support/gateway-process.js';
import { scrape } from '../support/metrics.js';
import { silent } from '../support/own-kafka.js';
import { testServers } from '../support/servers.js';
import { until } from '../support/until.js';

/** `SEAT_ATTEMPTS=10000 npm run jest -- ...` tries more often. */
const ATTEMPTS = Number(process.env['SEAT_ATTEMPTS'] ?? 300);
const POINTS = 1_000;
const CREATE =
  'mutation ($title: String!, $key: String) { createSurvey(input: { title: $title }, idempotencyKey: $key) { survey { id } } }';

let fleet: Fleet;
let database: pg.Client;
let kafka: KafkaClient;
let members: readonly FleetMember[];
beforeAll(async () => {
  fleet = await startFleet(3, { REQUESTS_PER_MINUTE: String(POINTS), KAFKA_SESSION_TIMEOUT_MS: '3000' });
  members = fleet.members();
  database = new pg.Client({ connectionString: fleet.variables['DATABASE_URL'] });
  await database.connect();
  kafka = createKafkaClient({
    brokers: testServers().kafkaBrokers,
    clientId: 'test',
    topicPrefix: fleet.variables['TOPIC_PREFIX'] ?? '',
    logger: silent,
  });
}, 180_000);
afterAll(async () => {
  await kafka?.stop();
  await database?.end();
  await fleet?.stop();
}, 60_000);

/** Over a connection of its own. */
function status(url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { agent: false }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    })
      .on('error', reject)
      .end();
  });
}

const requestsOf = async ({ url }: FleetMember) =>
  Object.entries(await scrape(url))
    .filter(([name]) => name.startsWith('gateway_http_requests_total'))
    .reduce((sum, [, count]) => sum + count, 0);

describe('three gateways behind one URL', () => {
  it('share the connections', async () => {
    const before = await Promise.all(members.map(requestsOf));
    for (let times = 0; times < 30; times += 1) expect(await status(`${fleet.url}/health/live`)).toBe(200);
    const after = await Promise.all(members.map(requestsOf));
    // The first reading counts itself in the second.
    for (const [index, count] of after.entries()) expect(count - (before[index] ?? 0)).toBeGreaterThanOrEqual(10);
  });

  it('are found by commands in another terminal', async () => {
    const { DATABASE_URL: _1, MONGODB_URL: _2, KAFKA_BROKERS: _3, PORT: _4, ...elsewhere } = fleet.variables;
    const { code, output } = await runProgram(
      [process.execPath, 'dist/src/cli/subscribe.js', '--count', '1', 'subscription { nothing }'],
      elsewhere,
    );
    // It has reached a gateway, which knows no such field.
    expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining('nothing') });
    expect(output).not.toContain('does not respond');
  });

  it('have one leader for each shard of the outbox, and one consumer for each partition', async () => {
    expect([...(await fleet.shardsLed()).values()].reduce((sum, shards) => sum + shards, 0)).toBe(4);
    for (const group of ['event-log', 'analytics', 'notifications', 'seat-inventory']) {
      const { groups } = await kafka.ask((admin) => admin.describeGroups([kafka.groupName(group)]));
      const assigned = (groups[0]?.members ?? []).map(({ clientId, memberAssignment }) => ({
        clientId,
        partitions: Object.entries(
          AssignerProtocol.MemberAssignment.decode(memberAssignment)?.assignment ?? {},
        ).flatMap(([topic, partitions]) => partitions.map((partition) => `${topic}/${partition}`)),
      }));
      expect(assigned.map(({ clientId }) => clientId).sort()).toEqual(['gateway-1', 'gateway-2', 'gateway-3']);
      const partitions = assigned.flatMap((member) => member.partitions);
      expect(partitions.length).toBeGreaterThanOrEqual(6);
      expect(new Set(partitions).size).toBe(partitions.length);
    }
  });

  it('tell subscribers of each what was done at another, over WebSockets and event streams', async () => {
    const token = await fleet.token('sub');
    const [a, b, c] = members as [FleetMember, FleetMember, FleetMember];
    const heard: string[] = [];
    const clients = [b.url, fleet.url].map((url) =>
      createClient({
        url: `${url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        retryAttempts: 0,
        connectionParams: { authorization: `Bearer ${token}` },
      }),
    );
    const streams = await Promise.all([c.url, fleet.url].map((url) => openStream(url, '/events', token)));
    try {
      for (const [index, client] of clients.entries())
        client.subscribe<{ events: { aggregateId: string } }>(
          { query: 'subscription { events { aggregateId } }' },
          {
            next: ({ data }) => void heard.push(`${index} ${data?.events.aggregateId}`),
            error: (error) => void heard.push(String(error)),
            complete: () => undefined,
          },
        );
      const ids: string[] = [];
      await until('every subscription has heard of a survey', async () => {
        ids.push((await a.data(CREATE, { title: 'Heard' }, token)).createSurvey.survey.id as string);
        return clients.every((_, index) => ids.some((id) => heard.includes(`${index} ${id}`)));
      });
      const last = ids.at(-1)!;
      for (const stream of streams) await stream.waitFor('the stream has it', ({ data }) => data.aggregateId === last);
      for (const index of clients.keys())
        await until('the subscription has it', () => heard.includes(`${index} ${last}`));
    } finally {
      streams.forEach((stream) => stream.leave());
      for (const client of clients) await client.dispose();
    }
  });

  it('do a write once when its key is sent to all of them at the same time', async () => {
    const token = await fleet.token('idem');
    const keys = Array.from({ length: 20 }, () => `key-${randomUUID()}`);
    const answers = await Promise.all(
      keys.map((key) =>
        Promise.all(members.map((member) => member.graphql(CREATE, { title: `Once ${key}`, key }, token))),
      ),
    );
    for (const [index, ofKey] of answers.entries()) {
      const ids = ofKey.flatMap(({ data }) => (data?.createSurvey?.survey.id as string | undefined) ?? []);
      const codes = ofKey.flatMap(({ errors }) => errors.map(({ extensions }) => extensions.code));
      expect(new Set(ids).size).toBe(1);
      expect(new Set([...codes, 'IDEMPOTENCY_IN_FLIGHT'])).toEqual(new Set(['IDEMPOTENCY_IN_FLIGHT']));
      const again = await members[index % 3]!.data(CREATE, { title: `Once ${keys[index]}`, key: keys[index] }, token);
      expect(again.createSurvey.survey.id).toBe(ids[0]);
    }
    const { rows } = await database.query(`SELECT count(*)::int AS count FROM survey WHERE title LIKE 'Once key-%'`);
    expect(rows).toEqual([{ count: keys.length }]);
  });

  it(`give a seat to one of ${ATTEMPTS} attempts`, async () => {
    const showId = await createShow(fleet, await fleet.token('odeon'), database);
    // Each stays within its own allowance.
    const tokens = await Promise.all(
      Array.from({ length: Math.max(3, Math.ceil(ATTEMPTS / 300)) }, (_, index) => fleet.token(`buyer-${index}`)),
    );
    let next = 0;
    const outcomes: string[] = [];
    const began = performance.now();
    const buyer = async () => {
      for (let attempt = next++; attempt < ATTEMPTS; attempt = next++) {
        const { data, errors } = await members[attempt % 3]!.graphql(
          'mutation ($input: HoldSeatsInput!) { holdSeats(input: $input) { hold { id } } }',
          { input: { showId, seatLabels: ['A5'] } },
          tokens[attempt % tokens.length],
        );
        outcomes.push(data?.holdSeats?.hold.id === undefined ? (errors[0]?.extensions.code ?? 'none') : 'held');
      }
    };
    await Promise.all(Array.from({ length: 30 }, buyer));
    console.info(`${ATTEMPTS} attempts in ${((performance.now() - began) / 1000).toFixed(1)} s`);
    expect(outcomes.filter((outcome) => outcome === 'held')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'SEAT_TAKEN')).toHaveLength(ATTEMPTS - 1);
    const { rows } = await database.query('SELECT count(*)::int AS count FROM seat_hold WHERE show_id = $1', [showId]);
    expect(rows).toEqual([{ count: 1 }]);
  }, 300_000);

  it('give a caller one allowance, however it spreads its requests', async () => {
    const token = await fleet.token('greedy');
    const headers = { authorization: `Bearer ${token}` };
    let admitted = 0;
    let refused = 0;
    const asker = async (member: FleetMember) => {
      for (let times = 0; times < POINTS && refused < 30; times += 1) {
        const { status: code } = await fetch(`${member.url}/api/v1/surveys?first=1&fields=title`, { headers });
        if (code === 429) refused += 1;
        else admitted += 1;
      }
    };
    await untilEarlyInTheMinute();
    await Promise.all(members.flatMap((member) => [asker(member), asker(member)]));
    // Each of the three could admit all of them, if it counted alone.
    expect(admitted).toBeGreaterThanOrEqual(POINTS);
    expect(admitted).toBeLessThan(1.5 * POINTS);
    // A gateway learns what the others have admitted a tenth of a second after it was asked itself.
    for (const member of members)
      await until(`${member.url} knows what the others have admitted`, async () => {
        const { status: code, headers: answered } = await fetch(`${member.url}/api/v1/surveys?first=1`, { headers });
        return code === 429 && answered.get('ratelimit-remaining') === '0';
      });
  }, 120_000);
});

/** The allowance of the test must not be renewed while it is spent. */
const untilEarlyInTheMinute = () => until('the minute is young', () => Date.now() % 60_000 < 35_000, 30_000);

describe('npm start with several gateways', () => {
  it('leaves none of them after Ctrl-C, and ends with 0', async () => {
    const pids = fleet.members().map(({ pid }) => pid);
    const { launcher } = fleet;
    launcher.child.kill('SIGINT');
    expect(await launcher.exited).toEqual({ code: 0, signal: null });
    expect(pids.filter((pid) => identityOf(pid) !== undefined)).toEqual([]);
    await expect(fetch(`${fleet.url}/health/live`)).rejects.toThrow();
    expect(launcher.output()).not.toMatch(/unexpectedly|^ +at /m);
  }, 60_000);
});

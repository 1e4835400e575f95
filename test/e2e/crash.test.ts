import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createKafkaClient, type KafkaClient } from '../../src/events/kafka/kafka-client.js';
import { groupPositions, lagOf } from '../../src/events/consume/group-lag.js';
import { issueToken } from '../../src/ops/identity/issue-token.js';
import { createMongo } from '../../src/stores/mongo/mongo-connection.js';
import { createSurveyActivityStore } from '../../src/stores/mongo/survey-activity-store.js';
import { book, createShow } from '../support/booking-flow.js';
import { JWT_SECRET, testEnvironment, type TestGateway } from '../support/gateway.js';
import { startGatewayProcess, type GatewayProcess } from '../support/gateway-process.js';
import { silent } from '../support/own-kafka.js';
import { readTopic } from '../support/read-topic.js';
import { createRelayBrakes, type RelayBrakes } from '../../lab/failures/relay-brakes.js';
import { testServers } from '../support/servers.js';
import { createDraft, openSurvey, respond } from '../support/survey-fixtures.js';
import { until } from '../support/until.js';

const PATIENCE_MS = 60_000;
let variables: Record<string, string>;
let brakes: RelayBrakes;
let kafka: KafkaClient;
let owner: string;
const closers: (() => Promise<unknown>)[] = [];
const processes: GatewayProcess[] = [];

beforeEach(async () => {
  const environment = await testEnvironment();
  variables = environment.variables;
  brakes = await createRelayBrakes(variables['DATABASE_URL'] ?? '');
  kafka = createKafkaClient({
    brokers: testServers().kafkaBrokers,
    clientId: 'test',
    topicPrefix: variables['TOPIC_PREFIX'] ?? '',
    logger: silent,
  });
  closers.push(
    environment.dispose,
    () => brakes.stop(),
    () => kafka.stop(),
  );
  owner = await issueToken(JWT_SECRET, { role: 'owner', tenant: 'acme', subject: 'olga' }, 3600);
});
afterEach(async () => {
  await Promise.all(processes.splice(0).map((running) => running.kill('SIGKILL')));
  for (let close = closers.pop(); close !== undefined; close = closers.pop()) await close();
});

async function start(): Promise<GatewayProcess & TestGateway> {
  const started = await startGatewayProcess(variables);
  processes.push(started);
  // The fixtures only send operations.
  return started as GatewayProcess & TestGateway;
}

async function outboxRows(): Promise<{ readonly event_id: string; readonly type: string; readonly sent: boolean }[]> {
  return (await brakes.client.query('SELECT event_id, type, sent_at IS NOT NULL AS sent FROM outbox ORDER BY seq'))
    .rows;
}
const allSent = async () => (await outboxRows()).every(({ sent }) => sent);

/** The events' ids in the topics, once per record. */
async function published(): Promise<string[]> {
  const topics = await Promise.all(
    (['surveys', 'bookings'] as const).map((topic) => readTopic(kafka, kafka.topicName(topic))),
  );
  return topics.flat().map(({ headers }) => headers['ce_id']?.toString() ?? '');
}

async function logged(gateway: GatewayProcess): Promise<readonly { readonly id: string; readonly type: string }[]> {
  return (await gateway.data('{ eventLogs(first: 100) { nodes { id type } } }', {}, owner)).eventLogs.nodes;
}

/** Whether every group has committed everything that is in its topics. */
async function consumersCaughtUp(): Promise<boolean> {
  const groups = {
    'event-log': ['surveys', 'bookings'],
    analytics: ['surveys'],
    notifications: ['bookings'],
    'seat-inventory': ['bookings'],
  } as const;
  const positions = Object.entries(groups).map(([group, topics]) =>
    groupPositions(
      kafka,
      kafka.groupName(group),
      topics.map((topic) => kafka.topicName(topic)),
    ),
  );
  return (await Promise.all(positions)).flat().every((position) => lagOf(position) === 0n);
}

const mailbox = () => path.join(variables['STATE_DIR'] ?? '', 'mailbox');
const mails = () => (existsSync(mailbox()) ? readdirSync(mailbox()).filter((name) => name.endsWith('.eml')) : []);

/** The responses that the analytics consumer has counted today. It would count a repeated event twice. */
async function countedResponses(surveyId: string) {
  const mongo = createMongo({ url: variables['MONGODB_URL'] ?? '', logger: silent });
  await mongo.start();
  try {
    const from = new Date(Date.now() - 48 * 3_600_000);
    const points = await createSurveyActivityStore(mongo, { clock: { now: () => new Date() } }).activity(
      'acme',
      surveyId,
      'day',
      from,
      new Date(),
    );
    const sum = (measure: 'started' | 'completed') => points.reduce((total, { counts }) => total + counts[measure], 0);
    return { started: sum('started'), completed: sum('completed') };
  } finally {
    await mongo.stop();
  }
}

const totalLogged = async (gateway: GatewayProcess): Promise<number> =>
  (await gateway.data('{ eventLogs(first: 0) { totalCount } }', {}, owner)).eventLogs.totalCount;

async function activity(gateway: GatewayProcess): Promise<number> {
  const range = {
    from: new Date(Date.now() - 24 * 3_600_000).toISOString(),
    to: new Date(Date.now() + 3_600_000).toISOString(),
  };
  const { eventActivity } = await gateway.data(
    'query ($from: DateTime!, $to: DateTime!) { eventActivity(from: $from, to: $to) { count } }',
    range,
    owner,
  );
  return eventActivity.reduce((total: number, { count }: { count: number }) => total + count, 0);
}

describe('a gateway killed', () => {
  it('between the commit and the publication of an event: the next one publishes it, once', async () => {
    await brakes.holdLeadership();
    const first = await start();
    const survey = await createDraft(first, owner);
    const [row, ...others] = await outboxRows();
    expect(others).toEqual([]);
    expect(row).toMatchObject({ type: 'gateway.survey.created.v1', sent: false });
    expect(await first.kill('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
    expect(await published()).toEqual([]);

    await brakes.releaseLeadership();
    const second = await start();
    expect(
      (await second.data('query ($id: ID!) { survey(id: $id) { title } }', { id: survey.id }, owner)).survey.title,
    ).toBe('Coffee at work');
    await until('the event is sent', allSent, PATIENCE_MS);
    await until('the event is in the log', async () => (await logged(second)).length > 0, PATIENCE_MS);
    await until('the consumers have caught up', consumersCaughtUp, PATIENCE_MS);
    expect(await published()).toEqual([row?.event_id]);
    expect(await logged(second)).toEqual([{ id: row?.event_id, type: 'gateway.survey.created.v1' }]);
    expect(await totalLogged(second)).toBe(1);
  }, 180_000);

  it('between the publication of events and their marking: they are published twice and have their effects once', async () => {
    await brakes.holdLeadership();
    const first = await start();
    const survey = await openSurvey(first, owner);
    expect(await respond(first, survey, 3)).toMatchObject({ status: 'COMPLETED' });
    const showId = await createShow(first, owner, brakes.client);
    expect(await book(first, owner, showId, ['A1', 'A2'])).toMatchObject({ status: 'CONFIRMED' });
    const ids = (await outboxRows()).map(({ event_id }) => event_id).sort();
    expect(ids.length).toBeGreaterThan(5);
    expect(await published()).toEqual([]);

    await brakes.blockMarking();
    await brakes.releaseLeadership();
    await until('the relay wants to mark what it has published', () => brakes.marksWait(), PATIENCE_MS);
    await until(
      'every event has had its effects',
      async () => (await logged(first)).length === ids.length && mails().length === 1 && (await consumersCaughtUp()),
      PATIENCE_MS,
    );
    expect((await published()).sort()).toEqual(ids);
    const before = { counted: await countedResponses(survey.id), mails: mails(), activity: await activity(first) };
    expect(before).toEqual({
      counted: { started: 1, completed: 1 },
      mails: [expect.any(String)],
      activity: ids.length,
    });
    await first.kill('SIGKILL');
    await brakes.allowMarking();
    expect((await outboxRows()).filter(({ sent }) => sent)).toEqual([]);

    const second = await start();
    await until('the events are sent', allSent, PATIENCE_MS);
    await until('the consumers have caught up', consumersCaughtUp, PATIENCE_MS);
    // What a consumer without an inbox would count.
    expect((await published()).sort()).toEqual(ids.flatMap((id) => [id, id]));
    expect((await logged(second)).map(({ id }) => id).sort()).toEqual(ids);
    expect(await totalLogged(second)).toBe(ids.length);
    expect({ counted: await countedResponses(survey.id), mails: mails(), activity: await activity(second) }).toEqual(
      before,
    );
    const { rows } = await brakes.client.query('SELECT status, count(*)::int AS count FROM message GROUP BY status');
    expect(rows).toEqual([{ status: 'sent', count: 1 }]);
  }, 180_000);
});

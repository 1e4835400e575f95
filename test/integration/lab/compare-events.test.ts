import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Kafka, logLevel, type IHeaders } from 'kafkajs';
import type { Long } from 'mongodb';
import { compareEvents } from '../../../lab/failures/compare-events.js';
import { graphqlRequest } from '../../../lab/graphql-request.js';
import { connectTo, type Connections } from '../../../lab/relay-bench/connections.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { createDraft } from '../../support/survey-fixtures.js';

let gateway: TestGateway;
let connections: Connections;
let token: string;
const SURVEYS = 5;

beforeAll(async () => {
  gateway = await startGateway();
  const { DATABASE_URL = '', MONGODB_URL = '', KAFKA_BROKERS = '' } = gateway.environment;
  connections = await connectTo({
    databaseUrl: DATABASE_URL,
    mongodbUrl: MONGODB_URL,
    kafkaBrokers: KAFKA_BROKERS.split(','),
  });
  token = await gateway.token('owner', 'ledger');
  for (let n = 0; n < SURVEYS; n += 1) await createDraft(gateway, token);
}, 120_000);
afterAll(async () => {
  await connections?.stop();
  await gateway?.stop();
}, 60_000);

const compare = (answered: number) => {
  const { KAFKA_BROKERS = '', TOPIC_PREFIX = '' } = gateway.environment;
  return compareEvents({
    connections,
    client: new Kafka({ brokers: KAFKA_BROKERS.split(','), logLevel: logLevel.NOTHING }),
    topics: [`${TOPIC_PREFIX}survey-events`],
    tenant: 'ledger',
    answered,
    request: graphqlRequest(gateway.url, token),
  });
};
const clean = { accepted: SURVEYS, lost: 0, duplicated: 0, reordered: 0, unconfirmed: 0, effectsDoubled: 0 };

describe('the comparison of committed events with the topics and the event log', () => {
  it('finds nothing wrong with a gateway that was left alone', async () => {
    expect(await compare(SURVEYS)).toEqual(clean);
  }, 60_000);

  it('finds a mutation that was answered and has no event', async () => {
    expect(await compare(SURVEYS + 1)).toEqual({ ...clean, lost: 1 });
  }, 60_000);

  it('finds an event that is missing in the event log, and one that was counted twice', async () => {
    const db = connections.mongo.db();
    const log = db.collection<{ _id: string }>('event_log');
    const entry = await log.findOneAndDelete({ tenant: 'ledger' });
    expect(await compare(SURVEYS)).toEqual({ ...clean, lost: 1, effectsDoubled: 1 });
    await log.insertOne(entry ?? { _id: 'none' });
    await db.collection<{ count: Long }>('event_activity').updateOne({ tenant: 'ledger' }, { $inc: { count: 1 } });
    expect(await compare(SURVEYS)).toEqual({ ...clean, effectsDoubled: 1 });
  }, 60_000);

  it('finds copies in a topic', async () => {
    const { KAFKA_BROKERS = '', TOPIC_PREFIX = '' } = gateway.environment;
    const { rows } = await connections.postgres.query<{ key: string; value: Buffer; headers: IHeaders }>(
      'SELECT aggregate_id AS key, value, headers FROM outbox LIMIT 1',
    );
    const producer = new Kafka({ brokers: KAFKA_BROKERS.split(','), logLevel: logLevel.NOTHING }).producer();
    await producer.connect();
    await producer.send({ topic: `${TOPIC_PREFIX}survey-events`, messages: rows });
    await producer.disconnect();
    expect(await compare(SURVEYS)).toMatchObject({ duplicated: 1, lost: 0 });
  }, 60_000);
});

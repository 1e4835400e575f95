import { Kafka, logLevel } from 'kafkajs';
import type pg from 'pg';
import { createShow } from './booking-flow.js';
import type { TestGateway } from './gateway.js';

/** Traffic of every kind that the dashboards show, refusals and a poison record included. */
export interface MonitoredTraffic {
  /** One of each. */
  round(): Promise<void>;
  stop(): Promise<void>;
}

const HOLD = 'mutation HoldSeats($input: HoldSeatsInput!) { holdSeats(input: $input) { hold { id } } }';

/**
 * Prepares a show, a group that has read nothing and is not running, and a record that no group can apply. The group
 * and the record cause alerts.
 */
export async function startTraffic(gateway: TestGateway): Promise<MonitoredTraffic> {
  const token = await gateway.token('owner');
  const { database } = gateway.gateway.parts;
  const showId = await createShow(gateway, token, database.pool as Pick<pg.Client, 'query'>);
  const prefix = gateway.environment['TOPIC_PREFIX'];
  const topic = `${prefix}survey-events`;
  const kafka = new Kafka({
    brokers: gateway.environment['KAFKA_BROKERS']?.split(',') ?? [],
    logLevel: logLevel.NOTHING,
  });
  const admin = kafka.admin();
  const producer = kafka.producer();
  await Promise.all([admin.connect(), producer.connect()]);
  await producer.send({ topic, messages: [{ key: 'poison', value: 'not JSON' }] });
  const partitions = await admin.fetchTopicOffsets(topic);
  await admin.setOffsets({
    groupId: `${prefix}stopped`,
    topic,
    partitions: partitions.map(({ partition }) => ({ partition, offset: '0' })),
  });
  const rest = (path: string, body?: object) =>
    fetch(`${gateway.url}/api/v1${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  return {
    async round() {
      await producer.send({ topic, messages: [{ key: 'poison', value: 'not JSON' }] });
      const input = { showId, seatLabels: ['A1'] };
      await Promise.all([
        gateway.data(
          'mutation CreateSurvey { createSurvey(input: { title: "Lunch", language: "en" }) { survey { id } } }',
          {},
          token,
        ),
        gateway.data('query ListShows { shows(first: 1) { nodes { id } } }'),
        // The first one holds the seat. The others are refused with SEAT_TAKEN.
        gateway.graphql(HOLD, { input }, token),
        gateway.graphql(HOLD, { input }, await gateway.token('staff')),
        rest('/surveys'),
        rest('/event-logs'),
        rest(`/shows/${showId}/holds`, { seatLabels: ['A1'] }),
      ]);
    },
    async stop() {
      await Promise.all([admin.disconnect(), producer.disconnect()]);
    },
  };
}

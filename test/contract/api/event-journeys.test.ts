import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS } from '../../../src/contracts/topics.js';
import { shardOf } from '../../../src/domain/outbox/shard-of.js';
import { partitionFor } from '../../../src/events/produce/partition-for.js';
import { surveyCreated } from '../../support/events.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { createLetterWriter } from '../../support/letter-writer.js';
import { until } from '../../support/until.js';
import { PORTS, refusal } from './both-ports.js';
import type { GatewayApi, Thing } from './gateway-api.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway({ LOG_LEVEL: 'error' });
}, 60_000);
afterAll(() => gateway?.stop());

const INSTANT: unknown = expect.stringMatching(/^20\d\d-\d\d-\d\dT.*Z$/);
const NOBODY = '0199f3a0-0001-8017-8000-000000000001';

/** Makes a survey by a request with a traceparent of its own; resolves to the trace ID. */
async function createSurvey(token: string): Promise<{ readonly surveyId: string; readonly traceId: string }> {
  const traceId = randomUUID().replaceAll('-', '');
  const response = await fetch(`${gateway.url}/api/v1/surveys`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
    },
    body: JSON.stringify({ title: 'Followed' }),
  });
  return { surveyId: ((await response.json()) as { readonly id: string }).id, traceId };
}

describe.each(PORTS)('the journey of an event over %s', (port, apiOf) => {
  const tenant = `journey-${port.toLowerCase()}`;
  let owner: GatewayApi;
  let token: string;
  beforeAll(async () => {
    token = await gateway.token('owner', tenant);
    owner = apiOf(gateway.url, token);
  });

  /** The one journey of a trace, when its event has come everywhere. */
  async function completed(traceId: string, of: GatewayApi = owner): Promise<Thing> {
    let found: readonly Thing[] = [];
    await until('every group has passed the event', async () => {
      found = await of.eventJourneys(traceId);
      return (
        found.length === 1 && found[0].eventLog !== null && found[0].groups.every(({ hasPassed }: Thing) => hasPassed)
      );
    });
    return found[0];
  }

  it('goes from the outbox by Kafka to the consumers and the event log', async () => {
    const { surveyId, traceId } = await createSurvey(token);
    const journey = await completed(traceId);
    expect(journey).toEqual({
      eventId: expect.any(String),
      type: 'gateway.survey.created.v1',
      aggregateId: surveyId,
      actor: `owner@${tenant}`,
      occurredAt: INSTANT,
      traceparent: expect.stringContaining(traceId),
      outbox: {
        state: 'sent',
        seq: expect.stringMatching(/^\d+$/),
        shard: shardOf(surveyId),
        sentAt: INSTANT,
        parkedAt: null,
        parkedBecause: null,
      },
      record: {
        topic: TOPICS.surveys.name,
        partition: partitionFor(surveyId, TOPICS.surveys.partitions),
        offset: expect.stringMatching(/^\d+$/),
        writtenAt: INSTANT,
      },
      groups: expect.arrayContaining([
        {
          group: 'event-log',
          isConcerned: true,
          committedOffset: expect.stringMatching(/^\d+$/),
          hasPassed: true,
          appliedAt: null,
          isDeadLetter: false,
        },
        expect.objectContaining({ group: 'analytics' }),
      ]),
      eventLog: { recordedAt: INSTANT },
      stream: { arrivedAt: INSTANT, deliveries: 0, lastDeliveredAt: null },
    });
    const { occurredAt, outbox, record, eventLog } = journey;
    expect([occurredAt, record.writtenAt, outbox.sentAt].toSorted()).toEqual([
      occurredAt,
      record.writtenAt,
      outbox.sentAt,
    ]);
    expect(eventLog.recordedAt >= record.writtenAt).toBe(true);
    expect(await owner.eventJourney(journey.eventId)).toEqual(journey);
    // The whole traceparent is accepted too.
    expect(await owner.eventJourneys(journey.traceparent)).toEqual([journey]);
  });

  it('says when a group has applied it, and how often this gateway has given it to a reader', async () => {
    const subscriber = gateway.subscriber(token);
    const received: unknown[] = [];
    const unsubscribe = subscriber.subscribe(
      { query: 'subscription { events { id } }' },
      { next: (message) => received.push(message), error: () => undefined, complete: () => undefined },
    );
    // Until the subscription has begun, surveys are made for nobody.
    await until('an event is received', async () => {
      await createSurvey(token);
      return received.length > 0;
    });
    const before = received.length;
    const { traceId } = await createSurvey(token);
    await until('it is received', () => received.length > before);
    const journey = await completed(traceId);
    unsubscribe();
    expect(journey.stream).toEqual({ arrivedAt: INSTANT, deliveries: 1, lastDeliveredAt: INSTANT });
    expect(journey.stream.lastDeliveredAt >= journey.stream.arrivedAt).toBe(true);
  });

  it('ends at the dead letter of a group that could not apply it', async () => {
    const writer = createLetterWriter(gateway.environment['TOPIC_PREFIX'] ?? '');
    try {
      const { traceId, surveyId } = await createSurvey(token);
      const { eventId } = await completed(traceId);
      await writer.write('analytics', { ...surveyCreated({ tenant }, surveyId), id: eventId });
      const groups = async () => (await owner.eventJourney(eventId)).groups as Thing[];
      await until('the letter is seen', async () => (await groups()).some(({ isDeadLetter }) => isDeadLetter));
      expect((await groups()).filter(({ isDeadLetter }) => isDeadLetter).map(({ group }) => group)).toEqual([
        'analytics',
      ]);
    } finally {
      await writer.stop();
    }
  });

  it('is known from the event log alone when the outbox has forgotten it', async () => {
    const { traceId } = await createSurvey(token);
    const journey = await completed(traceId);
    await gateway.gateway.parts.database.pool.query('DELETE FROM outbox WHERE event_id = $1', [journey.eventId]);
    expect(await owner.eventJourney(journey.eventId)).toEqual({ ...journey, outbox: null });
    expect(await owner.eventJourneys(traceId)).toEqual([]);
  });

  it('is of the tenant alone, for its owner and staff', async () => {
    const { traceId } = await createSurvey(token);
    const { eventId } = await completed(traceId);
    const as = async (role: 'owner' | 'staff' | 'data', of: string) =>
      apiOf(gateway.url, await gateway.token(role, of));
    expect((await (await as('staff', tenant)).eventJourney(eventId)).eventId).toBe(eventId);
    const stranger = await as('owner', `${tenant}-other`);
    expect(await refusal(stranger.eventJourney(eventId))).toBe('NOT_FOUND');
    expect(await stranger.eventJourneys(traceId)).toEqual([]);
    expect(await refusal((await as('data', tenant)).eventJourney(eventId))).toBe('FORBIDDEN');
    expect(await refusal((await as('data', tenant)).eventJourneys(traceId))).toBe('FORBIDDEN');
    expect(await refusal(apiOf(gateway.url).eventJourney(eventId))).toBe('UNAUTHENTICATED');
  });

  it('is refused for what is no event and no trace', async () => {
    expect(await refusal(owner.eventJourney(NOBODY))).toBe('NOT_FOUND');
    expect(await refusal(owner.eventJourney('x'))).toMatch(/NOT_FOUND|BAD_INPUT/);
    for (const trace of ['', 'x', "' OR 1=1", `${'0'.repeat(31)}`, `00-${'a'.repeat(32)}-${'b'.repeat(16)}`])
      expect(await refusal(owner.eventJourneys(trace))).toBe('BAD_INPUT');
  });
});

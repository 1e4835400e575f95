import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ConfigResourceTypes } from 'kafkajs';
import { MAX_EVENT_BYTES } from '../../../src/contracts/topics.js';
import { ensureTopics, gatewayTopics } from '../../../src/events/kafka/topics.js';
import type { GatewayEvent } from '../../../src/contracts/gateway-event.js';
import type { EventPublisher } from '../../../src/events/kafka/kafka-port.js';
import { createEventPublisher } from '../../../src/events/produce/publisher.js';
import { MAX_LOADED_BYTES, type OutboxSignal } from '../../../src/domain/outbox/outbox.js';
import { shardOf } from '../../../src/domain/outbox/shard-of.js';
import { createRelay, type Relay } from '../../../src/events/relay/relay.js';
import { systemClock } from '../../../src/kernel/clock.js';
import { createMetrics } from '../../../src/ops/metrics.js';
import { createParkedEvents } from '../../../src/stores/postgres/outbox/parked-events.js';
import { createShardLeadership } from '../../../src/stores/postgres/outbox/shard-leadership.js';
import { eventOf, responseSubmitted, seatsChanged, someId, surveyCreated } from '../../support/events.js';
import { faultyKafka } from '../../support/faulty-kafka.js';
import { seriesOf } from '../../support/metrics.js';
import { createOwnKafka, silent, type OwnKafka } from '../../support/own-kafka.js';
import { createOwnOutbox, type OwnOutbox } from '../../support/own-outbox.js';
import { readTopic } from '../../support/read-topic.js';
import { until as untilWithin } from '../../support/until.js';

/** Several megabytes are sent again and again here, on a machine that may be busy. */
jest.setTimeout(90_000);
const until = (what: string, condition: () => boolean | Promise<boolean>) => untilWithin(what, condition, 30_000);

let kafka: OwnKafka;
let outbox: OwnOutbox;
beforeAll(async () => {
  outbox = await createOwnOutbox();
});
afterAll(() => outbox.drop());
beforeEach(async () => {
  kafka = await createOwnKafka();
});

const stopping: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stopping.splice(0).reverse()) await stop();
  await outbox.database.pool.query('TRUNCATE outbox, parked_event');
  await kafka.drop();
});

/** A signal nobody hears of: the relay polls. */
const mute: OutboxSignal = { listen: () => Promise.resolve(), notify: () => undefined, stop: () => Promise.resolve() };

interface RunningRelay {
  readonly relay: Relay;
  metric(name: string): Promise<number>;
}

async function startRelay(
  publisher: EventPublisher = createEventPublisher(kafka.client, { missingTopicAfterMs: 300 }),
): Promise<RunningRelay> {
  const metrics = createMetrics();
  const relay = createRelay({
    queue: outbox.queue,
    leadership: createShardLeadership(outbox.url),
    signal: mute,
    publisher,
    clock: systemClock,
    logger: silent,
    metrics,
    timing: { pollMs: 20, batchSize: 50, retry: { firstMs: 10, maxMs: 50 }, measureEveryMs: 20 },
  });
  stopping.push(
    () => publisher.stop(),
    () => relay.stop(),
  );
  await relay.start();
  return { relay, metric: async (name) => sumOf(seriesOf(await metrics.registry.metrics()), name) };
}

/** Over all labels. */
function sumOf(series: Readonly<Record<string, number>>, name: string): number {
  return Object.entries(series).reduce((sum, [key, value]) => (key.split('{')[0] === name ? sum + value : sum), 0);
}

/** A row as only somebody else writes it: nothing has checked or measured it. */
async function insertRow(
  event: Omit<GatewayEvent, 'data' | 'type' | 'occurredAt'> & {
    readonly type: string;
    readonly data: unknown;
    readonly occurredAt: Date | string;
  },
  topic = 'surveys',
) {
  await outbox.database.pool.query(
    'INSERT INTO outbox (event_id, topic, type, aggregate_id, tenant, actor, occurred_at, data, shard) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
    [
      event.id,
      topic,
      event.type,
      event.aggregateId,
      event.tenant,
      event.actor,
      event.occurredAt,
      JSON.stringify(event.data),
      shardOf(event.aggregateId),
    ],
  );
}

const titled = (surveyId: string, title: string) =>
  eventOf('gateway.survey.created.v1', surveyId, { surveyId, title, language: 'en' });
const isEmpty = async () => (await outbox.queue.backlog()).depth === 0;
const parked = async () =>
  (await createParkedEvents(outbox.database).list({}, 1000)).map(({ eventId, cause }) => ({ eventId, cause }));
const idsIn = async (topic: 'surveys' | 'bookings') =>
  (await readTopic(kafka.client, kafka.client.topicName(topic))).map((record) => record.headers['ce_id']?.toString());
const setLimit = (bytes: number) =>
  kafka.client.ask((admin) =>
    admin.alterConfigs({
      validateOnly: false,
      resources: [
        {
          type: ConfigResourceTypes.TOPIC,
          name: kafka.client.topicName('surveys'),
          configEntries: [{ name: 'max.message.bytes', value: String(bytes) }],
        },
      ],
    }),
  );

describe('an event that cannot be published', () => {
  const surveyId = someId('Survey');
  const before = surveyCreated({}, surveyId);
  const after = eventOf('gateway.survey.closed.v1', surveyId, { surveyId, version: 2 });
  const other = seatsChanged(someId('Show'), 1, { A1: 'held' });
  const bad = surveyCreated({}, surveyId);

  /** Appends the bad one between two of its aggregate, and one of another topic behind. */
  async function among(insertBad: () => Promise<void>): Promise<void> {
    await outbox.append([before]);
    await insertBad();
    await outbox.append([after, other]);
  }

  it.each([
    ['is larger than its topic takes', 'TOO_LARGE', () => insertRow(titled(surveyId, 'x'.repeat(5_000_000)))],
    [
      'is so large that it is not even read',
      'TOO_LARGE',
      () => insertRow(titled(surveyId, 'x'.repeat(MAX_LOADED_BYTES + 1))),
    ],
    [
      'is of a type of a newer gateway',
      'UNKNOWN_TYPE',
      () => insertRow({ ...bad, type: 'gateway.survey.renamed.v7', data: { surveyId } }),
    ],
    [
      'is of a type that every object has',
      'UNKNOWN_TYPE',
      () => insertRow({ ...bad, type: 'constructor', data: { surveyId } }),
    ],
    ['has data that is no object', 'INVALID_EVENT', () => insertRow({ ...bad, data: 'not an object' })],
    [
      'has data of another form',
      'INVALID_EVENT',
      () => insertRow({ ...bad, data: { surveyId, title: 7, language: null } }),
    ],
    ['has occurred at infinity', 'INVALID_EVENT', () => insertRow({ ...bad, occurredAt: 'infinity' })],
    [
      'has occurred in the year 20000',
      'INVALID_EVENT',
      () => insertRow({ ...bad, occurredAt: '20000-01-01T00:00:00Z' }),
    ],
    ['is for a topic that there is not', 'NO_SUCH_TOPIC', () => insertRow(bad, 'no-such-topic')],
    ['is for the topic of other events', 'NO_SUCH_TOPIC', () => insertRow(bad, 'bookings')],
  ])('is parked when it %s, and everything else goes on', async (_, cause, insertBad) => {
    await among(insertBad);
    const { relay, metric } = await startRelay();
    await until('everything else is sent', isEmpty);
    const [row, ...none] = await parked();
    expect({ cause: row?.cause, none }).toEqual({ cause, none: [] });
    // Later events of the aggregate do not wait: docs/adr/0013.
    expect(await idsIn('surveys')).toEqual([before.id, after.id]);
    expect(await idsIn('bookings')).toEqual([other.id]);
    expect(relay.ready).toBe(true);
    await until(
      'the metrics say so',
      async () => (await metric('gateway_outbox_parked')) === 1 && (await metric('gateway_outbox_depth')) === 0,
    );
    expect(await metric('gateway_outbox_parked_total')).toBe(1);
    expect(await metric('gateway_outbox_failures_total')).toBe(0);
  });

  it('would hold up everything if a refusal were a failure (negative control)', async () => {
    await among(() => insertRow(titled(surveyId, 'x'.repeat(5_000_000))));
    const isolating = createEventPublisher(kafka.client);
    const failing: EventPublisher = {
      ...isolating,
      async publish(events) {
        const refusals = await isolating.publish(events);
        if (refusals.size > 0) throw new Error('MESSAGE_TOO_LARGE');
        return refusals;
      },
    };
    const { metric } = await startRelay(failing);
    await until('it has failed a few times', async () => (await metric('gateway_outbox_failures_total')) >= 3);
    // Measured all the same.
    expect(await metric('gateway_outbox_depth')).toBe(4);
    expect(await metric('gateway_outbox_oldest_seconds')).toBeGreaterThan(0);
    expect(await isEmpty()).toBe(false);
  });

  it('stays parked when the gateway starts again, and holds nothing up then', async () => {
    await among(() => insertRow({ ...bad, data: [] }));
    const first = await startRelay();
    await until('everything else is sent', isEmpty);
    await first.relay.stop();
    await startRelay();
    const later = surveyCreated();
    await outbox.append([later]);
    await until('what came later is sent', isEmpty);
    expect(new Set(await idsIn('surveys'))).toEqual(new Set([before.id, after.id, later.id]));
    expect(await parked()).toEqual([{ eventId: bad.id, cause: 'INVALID_EVENT' }]);
  });

  it('is parked beside another row of the same event, which somebody has put back by hand', async () => {
    for (let copies = 1; copies <= 2; copies += 1) {
      await insertRow({ ...bad, data: [] });
      const { relay } = await startRelay();
      await until('it is parked', async () => (await parked()).length === copies && (await isEmpty()));
      await relay.stop();
    }
    // Both are the same event: it is in the outbox once.
    expect(await createParkedEvents(outbox.database).redrive({ eventId: bad.id })).toBe(1);
    expect((await outbox.queue.backlog()).parked).toBe(0);
  });

  it('is published without anybody when it waits for a gateway that knows its type', async () => {
    await insertRow({ ...bad, type: 'gateway.survey.renamed.v7', data: bad.data });
    const { relay } = await startRelay();
    await until('it is parked', async () => (await parked()).length === 1);
    await relay.stop();
    // What the newer gateway would find, seen from one that knows the type.
    await outbox.database.pool.query(`UPDATE parked_event SET type = 'gateway.survey.created.v1'`);
    await startRelay();
    await until('it is sent', async () => (await idsIn('surveys')).includes(bad.id));
    expect(await parked()).toEqual([]);
  });
});

describe('a topic that takes less than it did', () => {
  it('parks what is too large for it alone, and a redrive publishes that when the topic takes it again', async () => {
    await setLimit(20_000);
    const small = Array.from({ length: 40 }, (_, n) => titled(someId('Survey'), `${n} ${'x'.repeat(2_000)}`));
    const large = Array.from({ length: 3 }, () => titled(someId('Survey'), 'x'.repeat(30_000)));
    const shows = Array.from({ length: 5 }, () => seatsChanged(someId('Show'), 1, { A1: 'held' }));
    await outbox.append([...small.slice(0, 20), ...large, ...shows, ...small.slice(20)]);
    await startRelay();
    await until('all but the large ones are sent', isEmpty);
    expect(new Set(await idsIn('surveys'))).toEqual(new Set(small.map(({ id }) => id)));
    expect(new Set(await idsIn('bookings'))).toEqual(new Set(shows.map(({ id }) => id)));
    expect(await parked()).toEqual(large.map(({ id }) => ({ eventId: id, cause: 'TOO_LARGE' })));

    // Still too large: parked again, and nothing is lost.
    const events = createParkedEvents(outbox.database);
    expect(await events.redrive({ eventId: large[0]?.id ?? '' })).toBe(1);
    await until('it is parked again', async () => (await isEmpty()) && (await parked()).length === 3);
    await setLimit(4 * 1024 * 1024);
    expect(await events.redrive({ cause: 'UNKNOWN_TYPE' })).toBe(0);
    expect(await events.redrive({ cause: 'TOO_LARGE' })).toBe(3);
    await until(
      'they are sent',
      async () => (await idsIn('surveys')).filter((id) => large.some((event) => event.id === id)).length >= 3,
    );
    expect(await parked()).toEqual([]);
  });
});

describe('a topic that is gone', () => {
  it('parks its events, while those of other topics go on, and a redrive publishes them when it is back', async () => {
    const gone = kafka.client.topicName('surveys');
    await kafka.client.ask((admin) => admin.deleteTopics({ topics: [gone] }));
    const survey = surveyCreated();
    const show = seatsChanged(someId('Show'), 1, { A1: 'held' });
    await outbox.append([survey, show]);
    const { relay } = await startRelay();
    await until('it is parked', async () => (await parked()).length === 1);
    await until('the rest is sent', isEmpty);
    expect(await parked()).toEqual([{ eventId: survey.id, cause: 'NO_SUCH_TOPIC' }]);
    // At least once: a request that named both topics may have failed for the one after the other was written.
    expect(new Set(await idsIn('bookings'))).toEqual(new Set([show.id]));
    expect(relay.ready).toBe(true);

    await ensureTopics(kafka.client, gatewayTopics([]), 1);
    await createParkedEvents(outbox.database).redrive({});
    await until('it is sent', async () => (await isEmpty()) && (await parked()).length === 0);
    expect(await idsIn('surveys')).toEqual([survey.id]);
  });
});

describe('a broker that does not answer', () => {
  it('parks nothing, and the backlog is measured meanwhile', async () => {
    const { client, silence, heal } = faultyKafka(kafka.client, 300);
    stopping.push(() => client.stop());
    const { metric } = await startRelay(createEventPublisher(client, { missingTopicAfterMs: 0 }));
    silence();
    const events = [surveyCreated(), seatsChanged(someId('Show'), 1, { A1: 'held' })];
    await outbox.append(events);
    await until('it has failed a few times', async () => (await metric('gateway_outbox_failures_total')) >= 2);
    await until('the depth is seen', async () => (await metric('gateway_outbox_depth')) === 2);
    expect(await parked()).toEqual([]);
    heal();
    await until('everything is sent', isEmpty);
    expect(await parked()).toEqual([]);
    expect(new Set([...(await idsIn('surveys')), ...(await idsIn('bookings'))])).toEqual(
      new Set(events.map(({ id }) => id)),
    );
  });
});

describe('an event that no topic takes', () => {
  const choices = (count: number) =>
    Array.from({ length: count }, () => ({ questionId: someId('Question'), optionId: someId('QuestionOption') }));

  it('is refused when it is appended, with everything that was appended with it', async () => {
    const large = responseSubmitted(someId('Survey'), { choices: choices(43_000) });
    await expect(outbox.append([surveyCreated(), large])).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      details: { event: large.type, maximum: MAX_EVENT_BYTES },
    });
    expect((await outbox.queue.backlog()).depth).toBe(0);
  });

  it('is refused for its headers too', async () => {
    const surveyId = someId('Survey');
    const fits = MAX_EVENT_BYTES - 2_000;
    await outbox.append([titled(surveyId, 'x'.repeat(fits))]);
    await expect(
      outbox.append([{ ...titled(surveyId, 'x'.repeat(fits)), actor: 'é'.repeat(1_000) }]),
    ).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });

  it('and the largest that is appended is published', async () => {
    const surveyId = someId('Survey');
    const { details } = await outbox.append([titled(surveyId, 'é'.repeat(MAX_EVENT_BYTES))]).then(
      () => ({ details: {} }),
      (error: { details: { bytes?: number } }) => error,
    );
    const largest = titled(
      surveyId,
      'x'.repeat(MAX_EVENT_BYTES * 2 - (Number((details as { bytes: number }).bytes) - MAX_EVENT_BYTES)),
    );
    await expect(
      outbox.append([
        { ...largest, data: { ...largest.data, title: `${(largest.data as { title: string }).title}x` } },
      ]),
    ).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
    await outbox.append([largest]);
    await startRelay();
    await until('it is sent', isEmpty);
    expect(await idsIn('surveys')).toEqual([largest.id]);
    expect(await parked()).toEqual([]);
  });
});

describe('a backlog of large events', () => {
  it('is read in bounded pieces', async () => {
    const events = Array.from({ length: 8 }, () => titled(someId('Survey'), 'x'.repeat(1_500_000)));
    await outbox.append(events);
    const rows = await outbox.queue.unsent([0, 1, 2, 3], 500, []);
    expect(rows.map(({ attributes }) => attributes.id)).toEqual(events.slice(0, 3).map(({ id }) => id));
    await startRelay();
    await until('everything is sent', isEmpty);
    expect(new Set(await idsIn('surveys'))).toEqual(new Set(events.map(({ id }) => id)));
  });
});

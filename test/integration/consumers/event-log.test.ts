import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventLogReads } from '../../../src/domain/event-log/event-log-reads.js';
import { createEventLogConsumer } from '../../../src/events/groups/event-log/event-log-consumer.js';
import type { GatewayEvent } from '../../../src/contracts/gateway-event.js';
import { collectionsOf } from '../../../src/stores/mongo/collections.js';
import { activityIncrements, eventLogDocument } from '../../../src/stores/mongo/event-log-documents.js';
import { createEventLogStore } from '../../../src/stores/mongo/event-log-store.js';
import type { Mongo } from '../../../src/stores/mongo/mongo-connection.js';
import { isMongoOutage } from '../../../src/stores/mongo/outage.js';
import { bookingConfirmed, minutesAfter, NOON, surveyCreated } from '../../support/events.js';
import { createOwnMongo, type OwnMongo } from '../../support/own-mongo.js';
import { publishedOf, publishedRecordOf } from '../../support/published-events.js';

const clock = { now: () => minutesAfter(NOON, 60) };
let own: OwnMongo;
beforeAll(async () => {
  own = await createOwnMongo();
});
afterAll(() => own.drop());

const aConsumer = (mongo: Mongo = own.mongo) => {
  const log = createEventLogStore(mongo, { clock });
  return { log, consumer: createEventLogConsumer({ log, isTransient: isMongoOutage }) };
};
const total = async (log: EventLogReads, tenant: string) => {
  const activity = await log.activity(tenant, NOON, minutesAfter(NOON, 60), undefined);
  const { items } = await log.page(tenant, {}, { first: 100 });
  return { entries: items.length, counted: activity.reduce((sum, { count }) => sum + count, 0) };
};
const events = (tenant: string) =>
  [0, 1, 2, 3].map((minutes) => surveyCreated({ tenant, now: minutesAfter(NOON, minutes) }));

describe('the event log consumer', () => {
  it('logs every event of both topics', async () => {
    const { consumer, log } = aConsumer();
    expect(consumer).toMatchObject({ group: 'event-log', topics: ['surveys', 'bookings'] });
    const booked = { ...bookingConfirmed(), tenant: 'both' };
    await consumer.handle(publishedRecordOf(surveyCreated({ tenant: 'both' }), 'surveys'));
    await consumer.handle(publishedRecordOf(booked));
    expect(await total(log, 'both')).toEqual({ entries: 2, counted: 2 });
    expect((await log.entriesByIds('both', [booked.id])).get(booked.id)?.data).toEqual(booked.data);
  });

  it('has one effect of records that come twice, out of order and at the same time', async () => {
    const { consumer, log } = aConsumer();
    const records = events('twice').map((event) => publishedRecordOf(event, 'surveys'));
    await Promise.all(records.toReversed().map((record) => consumer.handle(record)));
    for (const record of [...records, ...records]) await consumer.handle(record);
    expect(await total(log, 'twice')).toEqual({ entries: 4, counted: 4 });
    expect((await log.page('twice', {}, { first: 4 })).items.map(({ id }) => id)).toEqual(
      records.map(({ event }) => event.id).toReversed(),
    );
  });

  it('has one effect when it dies after the effect and before its offset is committed', async () => {
    const record = publishedRecordOf(events('redelivered')[0]!, 'surveys');
    await aConsumer().consumer.handle(record);
    const successor = aConsumer(await own.another());
    await successor.consumer.handle(record);
    expect(await total(successor.log, 'redelivered')).toEqual({ entries: 1, counted: 1 });
  });

  it('has no effect, and later one, when it dies between the effect and its commit', async () => {
    const record = publishedRecordOf(events('crashed')[0]!, 'surveys');
    const dying = aConsumer({
      ...own.mongo,
      transaction: (work) =>
        own.mongo.transaction(async (session) => {
          await work(session);
          throw new Error('killed');
        }),
    });
    await expect(dying.consumer.handle(record)).rejects.toThrow('killed');
    expect(await total(dying.log, 'crashed')).toEqual({ entries: 0, counted: 0 });
    await aConsumer().consumer.handle(record);
    expect(await total(dying.log, 'crashed')).toEqual({ entries: 1, counted: 1 });
  });

  it('would count twice if the roll-up did not follow from the insert (control)', async () => {
    const { eventLog, eventActivity } = collectionsOf(own.mongo.db);
    const { log } = aConsumer();
    const naive = async (event: GatewayEvent) => {
      const { _id, ...document } = eventLogDocument(publishedOf(event), new Date());
      await eventLog.updateOne({ _id }, { $setOnInsert: document }, { upsert: true });
      for (const [key, { count, ...hour }] of activityIncrements([event], 0))
        await eventActivity.updateOne({ _id: key }, { $setOnInsert: hour, $inc: { count } }, { upsert: true });
    };
    const [event] = events('control');
    await naive(event!);
    await naive(event!);
    expect(await total(log, 'control')).toEqual({ entries: 1, counted: 2 });
  });

  it('tells an outage from a record that cannot be stored', async () => {
    const gone = await own.another();
    const { consumer } = aConsumer(gone);
    await gone.stop();
    const failure = await consumer
      .handle(publishedRecordOf(events('outage')[0]!, 'surveys'))
      .catch((error: unknown) => error);
    expect(consumer.isTransient?.(failure)).toBe(true);

    const { consumer: alive, log } = aConsumer();
    const huge = { ...events('huge')[0]!, data: { surveyId: 'x'.repeat(17 * 1024 * 1024) } } as unknown as GatewayEvent;
    const neighbour = events('huge')[1]!;
    const [refused] = await Promise.all([
      alive.handle(publishedRecordOf(huge, 'surveys')).catch((error: unknown) => error),
      alive.handle(publishedRecordOf(neighbour, 'surveys')),
    ]);
    expect(refused).toMatchObject({ message: expect.any(String) });
    expect(alive.isTransient?.(refused)).toBe(false);
    expect(await total(log, 'huge')).toEqual({ entries: 1, counted: 1 });
  });
});

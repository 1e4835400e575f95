import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSeatInventoryConsumer } from '../../../src/events/groups/seat-inventory/seat-inventory-consumer.js';
import type { Id } from '../../../src/kernel/ids.js';
import { collectionsOf } from '../../../src/stores/mongo/collections.js';
import type { Mongo } from '../../../src/stores/mongo/mongo-connection.js';
import { isMongoOutage } from '../../../src/stores/mongo/outage.js';
import { createSeatInventoryStore } from '../../../src/stores/mongo/seat-inventory-store.js';
import { eventOf, recordOf, seatsChanged, someId, surveyCreated } from '../../support/events.js';
import { createOwnMongo, type OwnMongo } from '../../support/own-mongo.js';

let own: OwnMongo;
beforeAll(async () => {
  own = await createOwnMongo();
});
afterAll(() => own.drop());

const aConsumer = (mongo: Mongo = own.mongo) => {
  const inventory = createSeatInventoryStore(mongo);
  return { inventory, consumer: createSeatInventoryConsumer({ inventory, isTransient: isMongoOutage }) };
};
const aShow = (showId: Id) => [
  eventOf('gateway.show.scheduled.v1', showId, {
    showId,
    movieId: someId('Movie'),
    screenId: someId('Screen'),
    startsAt: '2026-03-02T19:30:00.000Z',
    seatLabels: ['A1', 'A2', 'A3'],
  }),
  seatsChanged(showId, 1, { A1: 'held', A2: 'held' }),
  seatsChanged(showId, 2, { A1: 'sold', A2: 'sold' }),
  seatsChanged(showId, 3, { A2: 'available' }),
];
const seen = async (showId: Id) => {
  const { counts, version, missing } = (await aConsumer().inventory.inventory(showId)) ?? {};
  return { counts, version, missing };
};
const told = { counts: { available: 2, held: 0, sold: 1 }, version: 3, missing: [] };

describe('the seat inventory consumer', () => {
  it('has the seats of a show as its events left them, once, twice, or all at the same time', async () => {
    const { consumer } = aConsumer();
    const [once, twice, together] = [someId('Show'), someId('Show'), someId('Show')];
    for (const event of aShow(once)) await consumer.handle(recordOf(event));
    for (const event of [...aShow(twice), ...aShow(twice)]) await consumer.handle(recordOf(event));
    await Promise.all(aShow(together).map((event) => consumer.handle(recordOf(event))));
    for (const showId of [once, twice, together]) expect(await seen(showId)).toEqual(told);
    await consumer.handle(recordOf(surveyCreated()));
  });

  it('records a change that went to the dead letters, and takes it in when it is redriven', async () => {
    const { consumer } = aConsumer();
    const showId = someId('Show');
    const [scheduled, first, second, third] = aShow(showId).map((event) => recordOf(event));
    for (const record of [scheduled!, first!, third!]) await consumer.handle(record);
    expect(await seen(showId)).toMatchObject({ version: 3, missing: [{ from: 2, to: 2 }] });
    await consumer.handle(second!);
    expect(await seen(showId)).toEqual(told);
  });

  it('has one effect when it dies after the effect, or between the effect and its commit', async () => {
    const showId = someId('Show');
    const dying = aConsumer({
      ...own.mongo,
      transaction: (work) =>
        own.mongo.transaction(async (session) => {
          await work(session);
          throw new Error('killed');
        }),
    });
    for (const event of aShow(showId)) {
      await expect(dying.consumer.handle(recordOf(event))).rejects.toThrow('killed');
      await aConsumer().consumer.handle(recordOf(event));
      await aConsumer().consumer.handle(recordOf(event));
    }
    expect(await seen(showId)).toEqual(told);
  });

  it('would sell a seat back when an old change comes again, without its versions (control)', async () => {
    const { seatInventory } = collectionsOf(own.mongo.db);
    const showId = someId('Show');
    const { consumer, inventory } = aConsumer();
    for (const event of aShow(showId)) await consumer.handle(recordOf(event));
    const [, held] = aShow(showId) as [unknown, ReturnType<typeof seatsChanged>];
    for (const { label, status } of held.data.seats)
      await seatInventory.updateOne({ _id: showId, 'seats.label': label }, { $set: { 'seats.$.state': status } });
    expect((await inventory.inventory(showId))?.seats.map(({ state }) => state)).toEqual(['held', 'held', 'available']);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { containsEvent } from '../../src/contracts/as-of.js';
import {
  applyToInventory,
  type InventoryChange,
  type SeatInventory,
} from '../../src/domain/read-models/seat-inventory.js';
import type { SeatInventoryReads, SeatInventoryWrites } from '../../src/domain/read-models/seat-inventory-store.js';
import type { Id } from '../../src/kernel/ids.js';
import { collectionsOf } from '../../src/stores/mongo/collections.js';
import { createSeatInventoryStore } from '../../src/stores/mongo/seat-inventory-store.js';
import { minutesAfter, NOON, positionAt, someId } from '../support/events.js';
import { createOwnMongo, type OwnMongo } from '../support/own-mongo.js';

let own: OwnMongo;
let store: SeatInventoryReads & SeatInventoryWrites;
beforeAll(async () => {
  own = await createOwnMongo();
  store = createSeatInventoryStore(own.mongo);
});
afterAll(() => own.drop());

const scheduled = (showId: Id, labels: readonly string[], tenant = 'acme'): InventoryChange => ({
  kind: 'scheduled',
  showId,
  tenant,
  labels,
});
const changed = (
  showId: Id,
  version: number,
  label: string,
  status: 'available' | 'held' | 'sold',
  tenant = 'acme',
): InventoryChange => ({ kind: 'seats-changed', showId, tenant, version, seats: [{ label, status }] });
/** The inventory after these changes, which are at the offsets 0, 1, ... */
const told = (...changes: InventoryChange[]) =>
  changes.reduce<SeatInventory | undefined>(
    (inventory, change, offset) => applyToInventory(inventory, change, positionAt(offset)) ?? inventory,
    undefined,
  );

describe('the seat inventory', () => {
  it('is what its changes amount to, and says whether one changed anything', async () => {
    const showId = someId('Show');
    const story: InventoryChange[] = [
      scheduled(showId, ['A1', 'A2']),
      changed(showId, 1, 'A1', 'held'),
      { kind: 'cancelled', showId, tenant: 'acme' },
    ];
    for (const [offset, change] of story.entries()) expect(await store.apply(change, positionAt(offset))).toBe(true);
    expect(await store.inventory(showId)).toEqual(told(...story));
    for (const [offset, change] of story.entries()) expect(await store.apply(change, positionAt(offset))).toBe(false);
    expect(await store.inventory(showId)).toEqual(told(...story));
  });

  it('is the same when changes of several shows are applied together, in their order, or again', async () => {
    const [one, two] = [someId('Show'), someId('Show')];
    const ofOne = [scheduled(one, ['A1']), changed(one, 1, 'A1', 'held'), changed(one, 2, 'A1', 'sold')];
    const ofTwo = [scheduled(two, ['B1']), changed(two, 1, 'B1', 'held')];
    const mixed = [
      { change: ofOne[0]!, position: positionAt(0) },
      { change: ofTwo[0]!, position: positionAt(0) },
      { change: ofOne[1]!, position: positionAt(1) },
      { change: ofTwo[1]!, position: positionAt(1) },
      { change: ofOne[1]!, position: positionAt(1) },
      { change: ofOne[2]!, position: positionAt(2) },
    ];
    expect(await store.applyTogether(mixed)).toEqual([true, true, true, true, false, true]);
    expect(await store.applyTogether(mixed)).toEqual(mixed.map(() => false));
    expect(await store.applyTogether([])).toEqual([]);
    expect(await store.inventories([one, two])).toEqual(
      new Map([
        [one, told(...ofOne)],
        [two, told(...ofTwo)],
      ]),
    );
  });

  it('does not exist before the first change', async () => {
    expect(await store.inventory(someId('Show'))).toBeUndefined();
    expect(await store.inventories([])).toEqual(new Map());
  });

  it('loses none of the changes that two gateways apply to a show at the same moment', async () => {
    const other = createSeatInventoryStore(await own.another());
    const showId = someId('Show');
    const labels = Array.from({ length: 30 }, (_, n) => `A${n}`);
    const changes = [scheduled(showId, labels), ...labels.map((label, n) => changed(showId, n + 1, label, 'sold'))];
    await Promise.all(changes.map((change, n) => (n % 2 === 0 ? store : other).apply(change, positionAt(n))));
    expect(await store.inventory(showId)).toEqual(told(...changes));
    expect((await store.inventory(showId))?.counts).toEqual({ available: 0, held: 0, sold: 30 });
  });

  it('is read for many shows at once', async () => {
    const shows = [someId('Show'), someId('Show'), someId('Show')];
    for (const showId of shows.slice(0, 2)) await store.apply(scheduled(showId, ['A1']), positionAt(0));
    expect([...(await store.inventories(shows)).keys()].sort()).toEqual(shows.slice(0, 2).sort());
    const { seats: _seats, ...summary } = (await store.inventory(shows[0]!))!;
    expect((await store.summaries(shows)).get(shows[0]!)).toEqual(summary);
  });

  it('tells a tenant which of its shows lack changes', async () => {
    const tenant = 'lacking';
    const [whole, gap, foreign] = [someId('Show'), someId('Show'), someId('Show')];
    await store.apply(changed(whole, 1, 'A1', 'held', tenant), positionAt(0));
    await store.apply(changed(gap, 3, 'A1', 'held', tenant), positionAt(0));
    await store.apply(changed(foreign, 3, 'A1', 'held', 'somebody else'), positionAt(0));
    expect((await store.withMissingChanges(tenant, 10)).map(({ showId, missing }) => [showId, missing])).toEqual([
      [gap, [{ from: 1, to: 2 }]],
    ]);
    await store.apply(changed(gap, 2, 'A2', 'held', tenant), positionAt(0));
    await store.apply(changed(gap, 1, 'A2', 'sold', tenant), positionAt(0));
    expect(await store.withMissingChanges(tenant, 10)).toEqual([]);
  });

  it('stores labels as they are and takes no operator for a value', async () => {
    const showId = someId('Show');
    const labels = ['$set', '__proto__', 'a.b', 'seats.0'];
    await store.apply(scheduled(showId, labels, '$where'), positionAt(0));
    expect(await store.inventory(showId)).toEqual(told(scheduled(showId, labels, '$where')));
    const operator = { $ne: null } as never;
    await expect(store.inventory(operator)).rejects.toThrow(TypeError);
    await expect(store.inventories([operator])).rejects.toThrow(TypeError);
    await expect(store.summaries([operator])).rejects.toThrow(TypeError);
    await expect(store.withMissingChanges(operator, 1)).rejects.toThrow(TypeError);
    await expect(store.apply(scheduled(operator, ['A1']), positionAt(0))).rejects.toThrow(TypeError);
  });

  describe('the position it is as of', () => {
    const offsetOf = async (showId: Id) => (await store.inventory(showId))?.asOf?.offsets;

    it('is that of the furthest change, with the time of the newest event', async () => {
      const showId = someId('Show');
      await store.apply(scheduled(showId, ['A1']), positionAt(40));
      await store.apply(changed(showId, 1, 'A1', 'held'), positionAt(43, { at: minutesAfter(NOON, 5) }));
      const asOf = { at: minutesAfter(NOON, 5), offsets: [{ topic: 'bookings', partition: 0, offset: 43n }] };
      expect((await store.inventory(showId))?.asOf).toEqual(asOf);
      expect((await store.summaries([showId])).get(showId)?.asOf).toEqual(asOf);
    });

    it('does not move back when events are delivered again, or late', async () => {
      const showId = someId('Show');
      await store.apply(changed(showId, 2, 'A1', 'sold'), positionAt(12, { at: minutesAfter(NOON, 1) }));
      expect(await store.apply(changed(showId, 2, 'A1', 'sold'), positionAt(12))).toBe(false);
      expect(await store.apply(changed(showId, 1, 'A1', 'held'), positionAt(11))).toBe(true);
      const inventory = await store.inventory(showId);
      expect(inventory?.asOf).toEqual({
        at: minutesAfter(NOON, 1),
        offsets: [{ topic: 'bookings', partition: 0, offset: 12n }],
      });
      expect(inventory?.missing).toEqual([]);
    });

    it('moves on for an event that was published twice, which changes nothing else', async () => {
      const showId = someId('Show');
      await store.apply(changed(showId, 1, 'A1', 'sold'), positionAt(5));
      const before = await store.inventory(showId);
      expect(await store.apply(changed(showId, 1, 'A1', 'sold'), positionAt(9))).toBe(true);
      const after = await store.inventory(showId);
      expect(containsEvent(after!.asOf, positionAt(9))).toBe(true);
      expect({ ...after, asOf: before?.asOf }).toEqual(before);
    });

    it('has one offset for each partition, and large ones exactly', async () => {
      const showId = someId('Show');
      const large = { topic: 'bookings', partition: 4, offset: 5_000_000_000n } as const;
      await store.apply(changed(showId, 1, 'A1', 'held'), positionAt(7));
      await store.apply(changed(showId, 2, 'A1', 'sold'), { ...large, at: NOON });
      expect(await offsetOf(showId)).toEqual([{ topic: 'bookings', partition: 0, offset: 7n }, large]);
    });

    it('stays when the transaction of the effect is rolled back', async () => {
      const showId = someId('Show');
      await store.apply(changed(showId, 1, 'A1', 'held'), positionAt(1));
      const dying = createSeatInventoryStore({
        ...own.mongo,
        transaction: (work) =>
          own.mongo.transaction(async (session) => {
            await work(session);
            throw new Error('killed');
          }),
      });
      await expect(dying.apply(changed(showId, 2, 'A1', 'sold'), positionAt(2))).rejects.toThrow('killed');
      expect(await store.inventory(showId)).toMatchObject({ version: 1, asOf: { offsets: [{ offset: 1n }] } });
    });

    it('would be ahead of the seats when written apart from them (control)', async () => {
      const showId = someId('Show');
      await store.apply(changed(showId, 1, 'A1', 'held'), positionAt(1));
      const { seatInventory } = collectionsOf(own.mongo.db);
      await seatInventory.updateOne({ _id: showId }, { $max: { 'asOf.offsets.bookings-0': 2 } });
      const inventory = await store.inventory(showId);
      expect([containsEvent(inventory!.asOf, positionAt(2)), inventory?.version]).toEqual([true, 1]);
    });

    it('is null for a document from before positions were recorded, until the next event', async () => {
      const showId = someId('Show');
      await store.apply(scheduled(showId, ['A1']), positionAt(3));
      await collectionsOf(own.mongo.db).seatInventory.updateOne({ _id: showId }, { $unset: { asOf: '' } });
      expect((await store.inventory(showId))?.asOf).toBeNull();
      expect((await store.summaries([showId])).get(showId)?.asOf).toBeNull();
      await store.apply(changed(showId, 1, 'A1', 'held'), positionAt(4));
      expect(await offsetOf(showId)).toEqual([{ topic: 'bookings', partition: 0, offset: 4n }]);
    });
  });
});

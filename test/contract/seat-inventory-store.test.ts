import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  changeInventory,
  type InventoryChange,
  type SeatInventory,
} from '../../src/domain/read-models/seat-inventory.js';
import type { SeatInventoryReads, SeatInventoryWrites } from '../../src/domain/read-models/seat-inventory-store.js';
import type { Id } from '../../src/kernel/ids.js';
import { createSeatInventoryStore } from '../../src/stores/mongo/seat-inventory-store.js';
import { someId } from '../support/events.js';
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
const told = (...changes: InventoryChange[]) =>
  changes.reduce<SeatInventory | undefined>(
    (inventory, change) => changeInventory(inventory, change) ?? inventory,
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
    for (const change of story) expect(await store.apply(change)).toBe(true);
    expect(await store.inventory(showId)).toEqual(told(...story));
    for (const change of story) expect(await store.apply(change)).toBe(false);
    expect(await store.inventory(showId)).toEqual(told(...story));
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
    await Promise.all(changes.map((change, n) => (n % 2 === 0 ? store : other).apply(change)));
    expect(await store.inventory(showId)).toEqual(told(...changes));
    expect((await store.inventory(showId))?.counts).toEqual({ available: 0, held: 0, sold: 30 });
  });

  it('is read for many shows at once', async () => {
    const shows = [someId('Show'), someId('Show'), someId('Show')];
    for (const showId of shows.slice(0, 2)) await store.apply(scheduled(showId, ['A1']));
    expect([...(await store.inventories(shows)).keys()].sort()).toEqual(shows.slice(0, 2).sort());
  });

  it('tells a tenant which of its shows lack changes', async () => {
    const tenant = 'lacking';
    const [whole, gap, foreign] = [someId('Show'), someId('Show'), someId('Show')];
    await store.apply(changed(whole, 1, 'A1', 'held', tenant));
    await store.apply(changed(gap, 3, 'A1', 'held', tenant));
    await store.apply(changed(foreign, 3, 'A1', 'held', 'somebody else'));
    expect((await store.withMissingChanges(tenant, 10)).map(({ showId, missing }) => [showId, missing])).toEqual([
      [gap, [{ from: 1, to: 2 }]],
    ]);
    await store.apply(changed(gap, 2, 'A2', 'held', tenant));
    await store.apply(changed(gap, 1, 'A2', 'sold', tenant));
    expect(await store.withMissingChanges(tenant, 10)).toEqual([]);
  });

  it('stores labels as they are and takes no operator for a value', async () => {
    const showId = someId('Show');
    const labels = ['$set', '__proto__', 'a.b', 'seats.0'];
    await store.apply(scheduled(showId, labels, '$where'));
    expect(await store.inventory(showId)).toEqual(told(scheduled(showId, labels, '$where')));
    const operator = { $ne: null } as never;
    await expect(store.inventory(operator)).rejects.toThrow(TypeError);
    await expect(store.inventories([operator])).rejects.toThrow(TypeError);
    await expect(store.withMissingChanges(operator, 1)).rejects.toThrow(TypeError);
    await expect(store.apply(scheduled(operator, ['A1']))).rejects.toThrow(TypeError);
  });
});

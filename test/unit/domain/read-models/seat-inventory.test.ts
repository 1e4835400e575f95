import { describe, expect, it } from '@jest/globals';
import { inventoryChangeOf } from '../../../../src/domain/read-models/inventory-change-of.js';
import {
  changeInventory,
  type InventoryChange,
  type SeatInventory,
} from '../../../../src/domain/read-models/seat-inventory.js';
import { eventOf, seatsChanged, someId, surveyCreated } from '../../../support/events.js';

const show = { showId: someId('Show'), tenant: 'acme' };
const scheduled: InventoryChange = { ...show, kind: 'scheduled', labels: ['A1', 'A2', 'B1'] };
const cancelled: InventoryChange = { ...show, kind: 'cancelled' };
const changed = (version: number, ...seats: [string, 'available' | 'held' | 'sold'][]): InventoryChange => ({
  ...show,
  kind: 'seats-changed',
  version,
  seats: seats.map(([label, status]) => ({ label, status })),
});
const after = (...changes: InventoryChange[]): SeatInventory | undefined =>
  changes.reduce<SeatInventory | undefined>(
    (inventory, change) => changeInventory(inventory, change) ?? inventory,
    undefined,
  );
const states = (inventory: SeatInventory | undefined) =>
  Object.fromEntries(inventory?.seats.map((seat) => [seat.label, seat.state]) ?? []);

function* permutations<T>(items: readonly T[]): Generator<readonly T[]> {
  if (items.length <= 1) yield items;
  for (const [index, item] of items.entries())
    for (const rest of permutations(items.toSpliced(index, 1))) yield [item, ...rest];
}

describe('a seat inventory', () => {
  const story = [
    scheduled,
    changed(1, ['A1', 'held'], ['A2', 'held']),
    changed(2, ['A1', 'sold'], ['A2', 'available']),
    changed(3, ['A2', 'held']),
    cancelled,
  ];
  const told = {
    ...show,
    cancelled: true,
    complete: true,
    version: 3,
    missing: [],
    counts: { available: 1, held: 1, sold: 1 },
    asOf: null,
    seats: [
      { label: 'A1', state: 'sold', version: 2 },
      { label: 'A2', state: 'held', version: 3 },
      { label: 'B1', state: 'available', version: 0 },
    ],
  };

  it('is what the changes of a show amount to', () => {
    expect(after(...story)).toEqual(told);
  });

  it('is the same whatever the order and however often changes come', () => {
    for (const order of permutations(story)) {
      expect(after(...order)).toEqual(told);
      expect(after(...order, ...order.toReversed())).toEqual(told);
    }
  });

  it('says that a change it knows changes nothing', () => {
    const inventory = after(...story);
    for (const change of story) expect(changeInventory(inventory, change)).toBeUndefined();
  });

  it('records the versions that were skipped, and fills them when they come', () => {
    const gap = after(
      scheduled,
      changed(1, ['A1', 'held']),
      changed(6, ['B1', 'held']),
      changed(8, ['B1', 'available']),
    );
    expect(gap).toMatchObject({
      version: 8,
      missing: [
        { from: 2, to: 5 },
        { from: 7, to: 7 },
      ],
    });
    const split = after(scheduled, changed(6, ['B1', 'held']), changed(3, ['A2', 'sold']));
    expect(split).toMatchObject({
      version: 6,
      missing: [
        { from: 1, to: 2 },
        { from: 4, to: 5 },
      ],
    });
    expect(after(scheduled, changed(2), changed(1))?.missing).toEqual([]);
  });

  it('lets a late change set only the seats that nothing newer has named', () => {
    const late = after(scheduled, changed(2, ['A1', 'sold']), changed(1, ['A1', 'held'], ['A2', 'held']));
    expect(states(late)).toEqual({ A1: 'sold', A2: 'held', B1: 'available' });
  });

  it('knows that it lacks seats until it has seen the show scheduled', () => {
    expect(after(changed(1, ['A1', 'held']))).toMatchObject({
      complete: false,
      counts: { available: 0, held: 1, sold: 0 },
    });
    expect(after(cancelled)).toMatchObject({ complete: false, cancelled: true, seats: [] });
  });

  it('takes labels as they are, even those that mean something to JavaScript', () => {
    const odd = after(
      { ...show, kind: 'scheduled', labels: ['__proto__', 'constructor', 'a.b', '$set'] },
      changed(1, ['__proto__', 'sold']),
    );
    expect(odd?.counts).toEqual({ available: 3, held: 0, sold: 1 });
    expect(odd?.seats.map((seat) => seat.label)).toEqual(['$set', '__proto__', 'a.b', 'constructor']);
  });
});

describe('the events of a show', () => {
  it('are changes of its inventory, and other events are not', () => {
    const { showId } = show;
    const data = {
      showId,
      movieId: someId('Movie'),
      screenId: someId('Screen'),
      startsAt: '2026-03-02T19:30:00.000Z',
      seatLabels: ['A1', 'A2', 'B1'],
    };
    expect(inventoryChangeOf(eventOf('gateway.show.scheduled.v1', showId, data))).toEqual(scheduled);
    expect(inventoryChangeOf(seatsChanged(showId, 1, { A1: 'held' }))).toEqual(changed(1, ['A1', 'held']));
    expect(inventoryChangeOf(eventOf('gateway.show.cancelled.v1', showId, { showId }))).toEqual(cancelled);
    expect(inventoryChangeOf(surveyCreated())).toBeUndefined();
  });
});

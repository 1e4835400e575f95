import { describe, expect, it } from '@jest/globals';
import { advanceAsOf, containsEvent, positionOf, type AsOf } from '../../../src/contracts/as-of.js';
import { applyToInventory } from '../../../src/domain/read-models/seat-inventory.js';
import { minutesAfter, NOON, positionAt, recordOf, seatsChanged, someId } from '../../support/events.js';

const after = (...positions: ReturnType<typeof positionAt>[]) => positions.reduce<AsOf | null>(advanceAsOf, null);
const elsewhere = { topic: 'bookings', partition: 3 } as const;

describe('the position that a read model is as of', () => {
  it('contains nothing before the first event', () => {
    expect(containsEvent(null, positionAt(0))).toBe(false);
  });

  it('contains what it has reached in the partition, and nothing of another partition or topic', () => {
    const asOf = after(positionAt(5));
    expect([4, 5, 6].map((offset) => containsEvent(asOf, positionAt(offset)))).toEqual([true, true, false]);
    expect(containsEvent(asOf, positionAt(0, elsewhere))).toBe(false);
    expect(containsEvent(asOf, positionAt(0, { topic: 'surveys' }))).toBe(false);
  });

  it('is the same whatever the order in which positions are reached, and however often', () => {
    const positions = [
      positionAt(5, { at: minutesAfter(NOON, 3) }),
      positionAt(9, elsewhere),
      positionAt(2),
      positionAt(7, { topic: 'surveys' }),
    ];
    const expected = {
      at: minutesAfter(NOON, 3),
      offsets: [
        { topic: 'bookings', partition: 0, offset: 5n },
        { topic: 'bookings', partition: 3, offset: 9n },
        { topic: 'surveys', partition: 0, offset: 7n },
      ],
    };
    for (const order of [positions, positions.toReversed(), [...positions, ...positions]])
      expect(after(...order)).toEqual(expected);
  });

  it('is unchanged, and the same object, when it contains the event', () => {
    const asOf = after(positionAt(5))!;
    for (const offset of [0, 4, 5]) expect(advanceAsOf(asOf, positionAt(offset))).toBe(asOf);
  });

  it('takes the time of a late event that is newer, without moving its offset back', () => {
    const late = minutesAfter(NOON, 1);
    expect(after(positionAt(5), positionAt(4, { at: late }))).toMatchObject({ at: late, offsets: [{ offset: 5n }] });
  });

  it('is that of the record, at the time of its event', () => {
    const record = recordOf(seatsChanged(someId('Show'), 1, { A1: 'held' }, { now: minutesAfter(NOON, 9) }));
    expect(positionOf(record)).toEqual(positionAt(Number(record.offset), { at: minutesAfter(NOON, 9) }));
  });
});

describe('an inventory with its position', () => {
  const change = {
    kind: 'seats-changed',
    showId: someId('Show'),
    tenant: 'acme',
    version: 1,
    seats: [{ label: 'A1', status: 'held' }],
  } as const;

  it('changes for a new event, for one at a later offset, and not for one that was delivered again', () => {
    const first = applyToInventory(undefined, change, positionAt(3));
    expect(first).toMatchObject({ version: 1, asOf: { offsets: [{ offset: 3n }] } });
    expect(applyToInventory(first, change, positionAt(3))).toBeUndefined();
    expect(applyToInventory(first, change, positionAt(2))).toBeUndefined();
    expect(applyToInventory(first, change, positionAt(8))).toEqual({ ...first, asOf: after(positionAt(8)) });
  });
});

import { describe, expect, it } from '@jest/globals';
import type { SeatMap } from '../../../../../lab/page/console/model.js';
import { applyChange, countSeats } from '../../../../../lab/page/console/state/seat-map.js';

const map: SeatMap = {
  seatMapVersion: 4,
  seats: [
    { label: 'A1', row: 'A', number: 1, status: 'available' },
    { label: 'A2', row: 'A', number: 2, status: 'held' },
  ],
};
const change = (seatMapVersion: number) => ({ seatMapVersion, seats: [{ label: 'A1', status: 'sold' as const }] });

describe('a live seat map', () => {
  it('has the statuses of the next change, and all others as they were', () => {
    const next = applyChange(map, change(5));
    expect(next?.seatMapVersion).toBe(5);
    expect(next?.seats.map(({ status }) => status)).toEqual(['sold', 'held']);
    expect(next && countSeats(next)).toEqual({ available: 0, held: 1, sold: 1 });
  });

  it('stays as it is for a change that it has, and knows that one was missed', () => {
    expect(applyChange(map, change(4))).toBe(map);
    expect(applyChange(map, change(6))).toBeUndefined();
  });
});

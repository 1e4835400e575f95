import type { SeatChange, SeatMap, SeatStatus } from '../model.js';

/**
 * The map after a change. The same map for a change that it has already; undefined when a change before this one was
 * missed, so that the seats have to be read again.
 */
export function applyChange(map: SeatMap, { seatMapVersion, seats }: SeatChange): SeatMap | undefined {
  if (seatMapVersion <= map.seatMapVersion) return map;
  if (seatMapVersion > map.seatMapVersion + 1) return undefined;
  const changed = new Map(seats.map(({ label, status }) => [label, status]));
  return {
    seatMapVersion,
    seats: map.seats.map((seat) => ({ ...seat, status: changed.get(seat.label) ?? seat.status })),
  };
}

/** How many seats have each status. */
export function countSeats({ seats }: SeatMap): Readonly<Record<SeatStatus, number>> {
  const counts = { available: 0, held: 0, sold: 0 };
  for (const { status } of seats) counts[status] += 1;
  return counts;
}

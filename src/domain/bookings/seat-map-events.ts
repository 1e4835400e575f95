import type { Attribution, GatewayEvent } from '../../contracts/gateway-event.js';
import { seatsChanged, SYSTEM_ACTORS } from './booking-events.js';
import type { CurrentShow } from './booking-writes.js';
import type { SeatMapChange } from './seat-map.js';
import type { BookingStores } from './booking-transaction.js';
import { ConcurrentUpdateError } from './concurrent-update.js';

/** The changes of a command, before its events are appended. */
export interface BookingChanges {
  readonly seats: readonly SeatMapChange[];
  readonly events: readonly GatewayEvent[];
}

/**
 * The end of every command that changes seats: bumps the show's row, which orders the seat map's events, and appends
 * those and `events`. With `ifScheduled` throws ConcurrentUpdateError when the show was cancelled since it was read: a
 * cancellation that looks for what to undo would miss seats that are taken by a commit after it looked. Of a locked show
 * the caller has decided on the status.
 */
export async function appendSeatMapEvents(
  { bookings, outbox }: BookingStores,
  { show, isLocked }: Pick<CurrentShow, 'show' | 'isLocked'>,
  { seats, events }: BookingChanges,
  by: Attribution,
  ifScheduled?: 'ifScheduled',
): Promise<void> {
  const changes = seats.filter((change) => change.labels.length > 0);
  if (changes.length === 0) return outbox.append(events);
  const version = isLocked
    ? show.seatMapVersion + changes.length
    : await bookings.bumpSeatMap(show.id, changes.length, ifScheduled);
  if (version === undefined) throw new ConcurrentUpdateError('Another transaction cancelled the show');
  if (isLocked) await bookings.setSeatMapVersion(show.id, version);
  const first = version - changes.length + 1;
  const byExpiry = { ...by, actor: SYSTEM_ACTORS.expiry };
  return outbox.append([
    ...changes.map((change, index) =>
      seatsChanged(show.id, change, first + index, change.cause === 'expired' ? byExpiry : by),
    ),
    ...events,
  ]);
}

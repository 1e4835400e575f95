import type { BookingBacklog, RunOutHolds } from './booking-backlog.js';
import { SYSTEM_ACTORS } from './booking-events.js';
import { announce, expireHolds, showNow, type BookingUnitOfWork } from './seat-steps.js';
import { createSweep, type Sweep } from './sweep.js';

export interface ExpirySweeperParts {
  readonly backlog: BookingBacklog;
  readonly unitOfWork: BookingUnitOfWork;
  readonly intervalMs?: number;
  /** How many holds are looked at together; those of one show expire in one transaction. */
  readonly batch?: number;
  readonly onError?: (error: unknown) => void;
}

/**
 * Expires holds that have run out, and the unpaid bookings they were turned into. Several gateways may sweep at once, and buyers take
 * holds over meanwhile: whoever has locked a hold's seats decides on it and the others pass by (SKIP LOCKED), so nobody waits here.
 * A sweep goes on until it finds nothing it can expire; it resolves to how many holds it has expired.
 */
export function createExpirySweeper({ backlog, unitOfWork, intervalMs = 2_000, batch = 100, onError = () => undefined }: ExpirySweeperParts): Sweep {
  async function sweep(): Promise<number> {
    for (let total = 0; ; ) {
      let expired = 0;
      for (const group of await backlog.runOutHolds(batch)) expired += await expireGroup(unitOfWork, group);
      if (expired === 0) return total;
      total += expired;
    }
  }
  return createSweep({ intervalMs, sweep, onError });
}

/** One transaction. */
function expireGroup(unitOfWork: BookingUnitOfWork, { showId, holdIds, labels }: RunOutHolds): Promise<number> {
  return unitOfWork.run({}, async (stores) => {
    const seats = await stores.bookings.lockSeats(showId, labels, 'skipLocked');
    const { show, now } = await showNow(stores.bookings, showId);
    const expired = await expireHolds(stores.bookings, show, holdIds, new Set(seats.map((seat) => seat.label)), now);
    if (expired.seats.length > 0) await announce(stores, showId, expired, { tenant: show.tenant, actor: SYSTEM_ACTORS.expiry, now });
    return expired.seats.length;
  });
}

import type { BookingBacklog, ExpiredHolds, ExpiredHoldPosition } from './booking-backlog.js';
import { SYSTEM_ACTORS } from './booking-events.js';
import { appendSeatMapEvents } from './seat-map-events.js';
import { expireHolds } from './hold-expiry.js';
import { requireCurrentShow, type BookingUnitOfWork } from './booking-transaction.js';
import { createSweep, type Sweep } from '../../kernel/sweep.js';

interface ExpirySweeperParts {
  readonly backlog: BookingBacklog;
  readonly unitOfWork: BookingUnitOfWork;
  readonly intervalMs?: number;
  /** The number of holds read together. Those of one show expire in one transaction. */
  readonly batch?: number;
  readonly onError?: (error: unknown) => void;
}

/**
 * Expires holds that have run out, and their unpaid bookings. Several gateways may sweep at once, and buyers take over
 * holds meanwhile: the transaction that has locked a hold's seats decides, and the others skip it (SKIP LOCKED), so no
 * one waits. A sweep tries each hold that has run out once and resolves to the number of expired holds. A hold that
 * cannot be expired is reported and does not block the others, of its show or of another.
 */
export function createExpirySweeper({
  backlog,
  unitOfWork,
  intervalMs = 2_000,
  batch = 100,
  onError = () => undefined,
}: ExpirySweeperParts): Sweep {
  async function expire(group: ExpiredHolds): Promise<number> {
    try {
      return await expireGroup(unitOfWork, group);
    } catch (error) {
      if (group.holdIds.length > 1) return expireEach(group);
      onError(error);
      return 0;
    }
  }

  async function expireEach({ holdIds, ...group }: ExpiredHolds): Promise<number> {
    let expired = 0;
    for (const id of holdIds) expired += await expire({ ...group, holdIds: [id] });
    return expired;
  }

  async function sweep(): Promise<number> {
    let expired = 0;
    for (let after: ExpiredHoldPosition | undefined; ;) {
      const { groups, last } = await backlog.expiredHolds(after, batch);
      for (const group of groups) expired += await expire(group);
      if (last === undefined) return expired;
      after = last;
    }
  }
  return createSweep({ intervalMs, sweep, onError });
}

/** One transaction. */
function expireGroup(unitOfWork: BookingUnitOfWork, { showId, holdIds, labels }: ExpiredHolds): Promise<number> {
  return unitOfWork.run({}, async (stores) => {
    const seats = await stores.bookings.lockSeats(showId, labels, 'skipLocked');
    const at = await requireCurrentShow(stores.bookings, showId);
    const { show, now } = at;
    const expired = await expireHolds(stores.bookings, show, holdIds, new Set(seats.map((seat) => seat.label)), now);
    if (expired.seats.length > 0)
      await appendSeatMapEvents(stores, at, expired, { tenant: show.tenant, actor: SYSTEM_ACTORS.expiry, now });
    return expired.seats.length;
  });
}

import { DomainError, unreachable } from '../../kernel/errors.js';
import type { Id } from '../../kernel/ids.js';
import { awaitsPayment, type Booking } from './booking.js';
import type { Buyer } from './buyer.js';
import type { Show } from './catalogue.js';
import { isHoldActive, MAX_HOLD_MINUTES, MINUTE_MS, type SeatHold } from './hold.js';
import { seatClaim, type LockedSeat } from './seat-map.js';

/** Throws INVALID_STATE unless seats of the show can be held, booked and paid at `now`. */
export function requireBookable(show: Show, now: Date): void {
  if (show.status !== 'scheduled')
    throw new DomainError('INVALID_STATE', 'The show has been cancelled.', { status: show.status });
  if (show.startsAt.getTime() <= now.getTime())
    throw new DomainError('INVALID_STATE', 'The show has started.', { startsAt: show.startsAt.toISOString() });
}

interface HoldRequest {
  readonly id: Id;
  readonly buyer: Buyer;
  readonly show: Show;
  readonly labels: readonly string[];
  /** The locked seats: at least the existing seats of `labels`. */
  readonly seats: readonly LockedSeat[];
  readonly minutes: number;
  readonly now: Date;
}

/** The hold to make, and the run-out holds to expire for it. */
interface HoldDecision {
  readonly hold: SeatHold;
  readonly expiredHoldIds: readonly Id[];
}

/**
 * Holds all of the seats or none. Throws INVALID_STATE for a show that cannot be booked, BAD_INPUT for labels that the
 * show does not have, and SEAT_TAKEN with the seats that are held or sold.
 */
export function decideHold({ id, buyer, show, labels, seats, minutes, now }: HoldRequest): HoldDecision {
  requireBookable(show, now);
  const byLabel = new Map(seats.map((seat) => [seat.label, seat]));
  const wanted = labels.flatMap((label) => byLabel.get(label) ?? []);
  if (wanted.length < labels.length)
    throw new DomainError('BAD_INPUT', 'The show has no such seats.', {
      argument: 'seatLabels',
      unknown: labels.filter((label) => !byLabel.has(label)),
    });
  const { taken, expiredHoldIds } = findSeatConflicts(wanted, undefined, now);
  if (taken.length > 0) throw new DomainError('SEAT_TAKEN', undefined, { seats: taken });
  return {
    hold: {
      id,
      showId: show.id,
      ...buyer,
      labels: wanted.map((seat) => seat.label),
      status: 'active',
      totalMinor: wanted.reduce((total, seat) => total + seat.priceMinor, 0),
      currency: show.currency,
      decimals: show.decimals,
      createdAt: now,
      expiresAt: new Date(now.getTime() + minutes * MINUTE_MS),
    },
    expiredHoldIds,
  };
}

/** The wanted seats that another buyer has, and the expired holds that still block wanted seats. */
export function findSeatConflicts(
  seats: readonly LockedSeat[],
  holdId: Id | undefined,
  now: Date,
): { readonly taken: readonly string[]; readonly expiredHoldIds: readonly Id[] } {
  const taken: string[] = [];
  const expiredHoldIds = new Set<Id>();
  for (const seat of seats) {
    const claim = seatClaim(seat, holdId, now);
    if (claim.kind === 'taken') taken.push(seat.label);
    if (claim.kind === 'run-out') expiredHoldIds.add(claim.holdId);
  }
  return { taken, expiredHoldIds: [...expiredHoldIds] };
}

/** Throws HOLD_EXPIRED or INVALID_STATE unless the hold has its seats at `now`. */
export function requireActiveHold(hold: SeatHold, now: Date): void {
  switch (hold.status) {
    case 'active':
      if (!isHoldActive(hold, now)) throw new DomainError('HOLD_EXPIRED');
      return;
    case 'expired':
      throw new DomainError('HOLD_EXPIRED');
    case 'released':
    case 'booked':
      throw new DomainError('INVALID_STATE', `The hold is ${hold.status}.`, { status: hold.status });
    default:
      unreachable(hold.status);
  }
}

/**
 * The end of the hold when extended to `minutes` from now: never earlier than its present end, never past the longest
 * hold.
 */
export function decideExtension(hold: SeatHold, show: Show, minutes: number, now: Date): Date {
  requireActiveHold(hold, now);
  requireBookable(show, now);
  const asked = now.getTime() + minutes * MINUTE_MS;
  const latest = hold.createdAt.getTime() + MAX_HOLD_MINUTES * MINUTE_MS;
  return new Date(Math.max(hold.expiresAt.getTime(), Math.min(asked, latest)));
}

/**
 * Throws HOLD_EXPIRED or INVALID_STATE unless the buyer may release the hold. To end one with a live booking, cancel
 * the booking.
 */
export function requireReleasable(hold: SeatHold, booking: Booking | undefined, now: Date): void {
  requireActiveHold(hold, now);
  if (booking !== undefined && awaitsPayment(booking.status))
    throw new DomainError('INVALID_STATE', 'The hold has become a booking. Cancel the booking instead.', {
      bookingId: booking.id,
    });
}

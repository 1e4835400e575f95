import type { Id } from '../../kernel/ids.js';
import type { Money } from './money.js';

/** The position of a hold in the list of expired holds. */
export interface ExpiredHoldPosition {
  readonly expiresAt: Date;
  readonly id: Id;
}

/** Expired holds of one show, and their seats. */
export interface ExpiredHolds {
  readonly showId: Id;
  readonly holdIds: readonly Id[];
  readonly labels: readonly string[];
}

export interface UnsettledPayment {
  readonly id: Id;
  readonly status: 'pending' | 'refund_pending';
  readonly amount: Money;
  /** Since it was begun. */
  readonly ageMs: number;
}

/**
 * The work that expiry or a crash has left. These reads are not locked. They return candidates in pages of at most
 * `limit`. A worker locks the candidates and decides again. The pages contain all candidates, so one that fails does
 * not block the others. Ages are by the database's clock.
 */
export interface BookingBacklog {
  /**
   * Holds that expired after the given one, oldest first, grouped by show. `last` is undefined when there were fewer
   * than `limit`.
   */
  expiredHolds(
    after: ExpiredHoldPosition | undefined,
    limit: number,
  ): Promise<{ readonly groups: readonly ExpiredHolds[]; readonly last: ExpiredHoldPosition | undefined }>;
  /** Payments after the given one that have waited at least this long for their result or their refund. */
  unsettledPayments(waitedMs: number, after: Id | undefined, limit: number): Promise<readonly UnsettledPayment[]>;
  /** Cancelled shows after the given one with holds or bookings that are not yet undone. */
  unclearedShows(after: Id | undefined, limit: number): Promise<readonly Id[]>;
}

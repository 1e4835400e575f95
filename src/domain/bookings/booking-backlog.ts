import type { Id } from '../../kernel/ids.js';
import type { Money } from './money.js';

/** Where a hold stands among those that have run out. */
export interface RunOutPlace {
  readonly expiresAt: Date;
  readonly id: Id;
}

/** Holds of one show that have run out, and their seats. */
export interface RunOutHolds {
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
 * What time or a crash has left to do. Unlocked reads of candidates, page by page and at most `limit` of them: whoever works on them
 * locks them and decides again. Whoever goes through the pages meets all of them, so those that cannot be dealt with keep no others
 * waiting. Ages are by the database's clock.
 */
export interface BookingBacklog {
  /** Holds that ran out after the one named, the oldest first, by their shows; `last` is undefined when there were fewer than `limit`. */
  expiredHolds(
    after: RunOutPlace | undefined,
    limit: number,
  ): Promise<{ readonly groups: readonly RunOutHolds[]; readonly last: RunOutPlace | undefined }>;
  /** Payments after the one named that have waited for their result, or for their refund, at least so long. */
  unsettledPayments(waitedMs: number, after: Id | undefined, limit: number): Promise<readonly UnsettledPayment[]>;
  /** Cancelled shows after the one named whose holds and bookings have not all been undone. */
  unclearedShows(after: Id | undefined, limit: number): Promise<readonly Id[]>;
}

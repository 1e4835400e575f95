import type { Id } from '../../kernel/ids.js';
import type { Money } from './money.js';

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
 * What time or a crash has left to do. Unlocked reads of candidates, oldest first and at most `limit`: whoever works on them locks
 * them and decides again. Ages are by the database's clock.
 */
export interface BookingBacklog {
  runOutHolds(limit: number): Promise<readonly RunOutHolds[]>;
  /** Payments after the one named that have waited for their result, or for their refund, at least so long. */
  unsettledPayments(waitedMs: number, after: Id | undefined, limit: number): Promise<readonly UnsettledPayment[]>;
  /** Cancelled shows whose holds and bookings have not all been undone. */
  unclearedShows(limit: number): Promise<readonly Id[]>;
}

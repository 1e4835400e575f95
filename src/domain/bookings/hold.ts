import type { Id } from '../../kernel/ids.js';
import type { Buyer } from './buyer.js';

/**
 * active -> booked (its booking was paid), released (given up) or expired (ran out); expired -> booked when a payment came late
 * and the seats were still free. While a hold is active its seats are held, also after it was turned into a booking: what ends
 * an unpaid booking is the end of its hold.
 */
export type HoldStatus = 'active' | 'released' | 'expired' | 'booked';

export interface SeatHold extends Buyer {
  readonly id: Id;
  readonly showId: Id;
  readonly labels: readonly string[];
  readonly status: HoldStatus;
  readonly totalMinor: number;
  readonly currency: string;
  /** See MinorAmount. */
  readonly decimals?: number | null | undefined;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export const MINUTE_MS = 60_000;
export const DEFAULT_HOLD_MINUTES = 15;
/** However often it is extended, a hold ends this long after it began. */
export const MAX_HOLD_MINUTES = 120;
export const MAX_HOLD_SEATS = 10;

/** Whether the hold still has its seats at `now`. At the very instant of expiresAt it has not. */
export function isAlive(hold: SeatHold, now: Date): boolean {
  return hold.status === 'active' && hold.expiresAt.getTime() > now.getTime();
}

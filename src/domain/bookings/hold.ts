import type { Id } from '../../kernel/ids.js';
import type { Buyer } from './buyer.js';

/**
 * active -> booked (its booking was paid), released (by its buyer) or expired (ran out). expired -> booked when a
 * payment came late and the seats were still free. While a hold is active its seats are held, also after it has become
 * a booking. An unpaid booking ends with its hold.
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
/** The longest time of a hold, with all its extensions. */
export const MAX_HOLD_MINUTES = 120;
export const MAX_HOLD_SEATS = 10;

/** Whether the hold still has its seats at `now`. At expiresAt it no longer has them. */
export function isHoldActive(hold: SeatHold, now: Date): boolean {
  return hold.status === 'active' && hold.expiresAt.getTime() > now.getTime();
}

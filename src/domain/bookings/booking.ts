import type { Id } from '../../kernel/ids.js';
import type { Buyer } from './buyer.js';

/** The states and their transitions are in docs/adr/0010-booking-state-machine.md. */
export type BookingStatus = 'pending_payment' | 'confirmed' | 'payment_failed' | 'cancelled' | 'expired';

export interface Booking extends Buyer {
  readonly id: Id;
  readonly showId: Id;
  readonly holdId: Id;
  /** The show's tenant, whose owner and staff see the booking. Its buyer may be of another one. */
  readonly tenant: string;
  readonly email: string;
  readonly status: BookingStatus;
  readonly totalMinor: number;
  readonly currency: string;
  /** See MinorAmount. */
  readonly decimals?: number | null | undefined;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface BookedSeat {
  readonly bookingId: Id;
  readonly label: string;
  readonly tierCode: string;
  /** As it was when the seat was booked. */
  readonly priceMinor: number;
  readonly currency: string;
  /** See MinorAmount. */
  readonly decimals?: number | null | undefined;
}

/**
 * pending -> succeeded, declined; succeeded -> refund_pending -> refunded. A payment whose result came when its booking
 * could no longer have it goes straight to refund_pending. declined -> succeeded only when the provider says so after
 * all: money was taken.
 */
export type PaymentStatus = 'pending' | 'succeeded' | 'declined' | 'refund_pending' | 'refunded';

export interface Payment {
  readonly id: Id;
  readonly bookingId: Id;
  readonly status: PaymentStatus;
  readonly amountMinor: number;
  readonly currency: string;
  /** See MinorAmount. */
  readonly decimals?: number | null | undefined;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export type CancelReason = 'customer' | 'staff' | 'show_cancelled' | 'seats_lost';

/** Whether the booking still waits for money: the states in which it can be paid and in which it can run out. */
export function awaitsPayment(status: BookingStatus): boolean {
  return status === 'pending_payment' || status === 'payment_failed';
}

import { requireFound } from '../../kernel/errors.js';
import type { Id } from '../../kernel/ids.js';
import type { Outbox } from '../outbox/outbox.js';
import type { UnitOfWork } from '../outbox/unit-of-work.js';
import type { BookingWrites, CurrentShow } from './booking-writes.js';

/** A transaction of a command on seats. Its steps keep the lock order of BookingWrites. */
export type BookingUnitOfWork = UnitOfWork<{ readonly bookings: BookingWrites }>;
/** The writes of such a transaction. */
export interface BookingStores {
  readonly bookings: BookingWrites;
  readonly outbox: Outbox;
}

/** A locked row, which this transaction has read before. Such rows are never deleted. */
export function requireRow<T>(rows: readonly T[], kind: string): T {
  return requireFound(rows[0], kind);
}

/** The show and the time. Throws NOT_FOUND. Call it after the locks on seats, holds and bookings. */
export async function requireCurrentShow(bookings: BookingWrites, id: Id): Promise<CurrentShow> {
  return requireFound(await bookings.currentShow(id), 'Show');
}

import { DomainError } from '../../kernel/errors.js';
import type { Id } from '../../kernel/ids.js';
import type { Outbox } from '../outbox/outbox.js';
import type { UnitOfWork } from '../outbox/unit-of-work.js';
import type { BookingWrites, ShowNow } from './booking-writes.js';

/** A transaction of a command on seats. Its steps keep the lock order of BookingWrites. */
export type BookingUnitOfWork = UnitOfWork<{ readonly bookings: BookingWrites }>;
/** What such a transaction writes to. */
export interface BookingStores {
  readonly bookings: BookingWrites;
  readonly outbox: Outbox;
}

/** A row that was read a moment ago in this transaction and is never deleted, now locked. */
export function requireRow<T>(rows: readonly T[]): T {
  const [row] = rows;
  if (row === undefined) throw new DomainError('NOT_FOUND');
  return row;
}

/** The show and the time. Throws NOT_FOUND. To be called after the locks on seats, holds and bookings. */
export async function showNow(bookings: BookingWrites, id: Id): Promise<ShowNow> {
  const found = await bookings.showNow(id);
  if (found === undefined) throw new DomainError('NOT_FOUND', 'There is no Show with this id.');
  return found;
}

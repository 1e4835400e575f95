import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createSaleAudit } from '../../../src/domain/bookings/sale-audit.js';
import { createSaleAuditReads } from '../../../src/stores/postgres/bookings/sale-audit-reads.js';
import type { Show } from '../../../src/domain/bookings/catalogue.js';
import {
  BUYER,
  makeBooking,
  makeShow,
  once,
  openBookings,
  STRANGER,
  type BookingBench,
} from '../../support/booking-fixtures.js';

let bench: BookingBench;
beforeEach(async () => {
  bench = await openBookings();
});
afterEach(() => bench.stop());

async function sell(show: Show, seatLabels: readonly string[], buyer = BUYER) {
  const { booking } = await makeBooking(bench, show, seatLabels, buyer);
  const paid = await bench.payments.pay(buyer, { bookingId: booking.id, paymentToken: 'tok_success' }, once);
  expect(paid.status).toBe('confirmed');
  return booking.id;
}

/** The number of oversold seats, with a batch of one show, so that the audit goes from show to show. */
async function audit(): Promise<number> {
  const told: number[] = [];
  const errors: unknown[] = [];
  const sweep = createSaleAudit({
    reads: createSaleAuditReads(bench.database),
    onAudited: (oversold) => void told.push(oversold),
    onError: (error) => void errors.push(error),
    batch: 1,
  });
  const found = await sweep.sweep();
  expect([told, errors]).toEqual([[found], []]);
  return found;
}

describe('the audit of sales', () => {
  it('finds nothing in what the booking service sells, cancels and sells again', async () => {
    const show = await makeShow(bench);
    const first = await sell(show, ['A1', 'A2']);
    await bench.bookings.cancel(BUYER, { id: first }, once);
    await sell(show, ['A1', 'A2'], STRANGER);
    await bench.holds.hold(BUYER, { showId: show.id, seatLabels: ['A3'] }, once);
    expect(await audit()).toBe(0);
  });

  it('finds a seat that two confirmed bookings have, although the locks and the unique index failed', async () => {
    const show = await makeShow(bench);
    await sell(show, ['A1', 'A2']);
    const second = await sell(show, ['A3'], STRANGER);
    expect(await audit()).toBe(0);
    await bench.database.pool.query('DROP INDEX booking_seat_sold_once');
    await bench.database.pool.query(`UPDATE booking_seat SET label = 'A1' WHERE booking_id = $1`, [second]);
    expect(await audit()).toBe(1);
  });

  it('finds a confirmed booking whose seat is free, or is sold to nobody', async () => {
    const show = await makeShow(bench);
    const other = await makeShow(bench);
    await sell(show, ['A1']);
    await sell(other, ['A1', 'A2'], STRANGER);
    await bench.database.pool.query(
      `UPDATE seat SET status = 'available', booking_id = NULL WHERE show_id = $1 AND label = 'A1'`,
      [show.id],
    );
    expect(await audit()).toBe(1);
    await bench.database.pool.query(`DELETE FROM seat WHERE show_id = $1 AND label = 'A2'`, [other.id]);
    expect(await audit()).toBe(2);
  });

  it('leaves out shows that began more than a day ago', async () => {
    const show = await makeShow(bench);
    await sell(show, ['A1']);
    await bench.database.pool.query(`UPDATE seat SET booking_id = NULL WHERE show_id = $1`, [show.id]);
    expect(await audit()).toBe(1);
    await bench.database.pool.query(`UPDATE show SET starts_at = now() - interval '25 hours' WHERE id = $1`, [show.id]);
    expect(await audit()).toBe(0);
  });
});

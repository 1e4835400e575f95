import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { DomainError } from '../../../src/kernel/errors.js';
import {
  BUYER,
  makeBooking,
  makeShow,
  once,
  openBookings,
  STRANGER,
  type BookingBench,
} from '../../support/booking-fixtures.js';
import { paymentEvent } from '../../support/scripted-provider.js';
import { withoutLocks } from '../../support/without-locks.js';

jest.setTimeout(60_000);

let bench: BookingBench;
afterEach(() => bench.stop());

/** Bookings whose hold has run out while their charged payment waits to be told of. */
async function latecomers(count: number) {
  const show = await makeShow(bench, { rows: [{ row: 'A', seats: 60 }] });
  const late = [];
  for (let n = 0; n < count; n += 1) {
    const { booking, hold } = await makeBooking(bench, show, [`A${2 * n + 1}`, `A${2 * n + 2}`]);
    await bench.payments.pay(BUYER, { bookingId: booking.id, paymentToken: 'tok_timeout' }, once);
    const [payment] = (await bench.bookings.paymentsByBookingIds(BUYER, [booking.id])).get(booking.id) ?? [];
    await bench.expireHold(hold.id);
    late.push({
      booking,
      hold,
      success: paymentEvent('succeeded', payment!.id, { amountMinor: booking.totalMinor, currency: booking.currency }),
    });
  }
  return { show, late };
}

const taken = (error: unknown) => error instanceof DomainError && error.code === 'SEAT_TAKEN';

/** Who claims which seat at the end: confirmed bookings and active holds, by what they say themselves. */
async function claims(showId: string): Promise<string[]> {
  const { rows } = await bench.database.pool.query<{ labels: string[] }>(
    `SELECT h.labels FROM seat_hold h LEFT JOIN booking b ON b.hold_id = h.id
     WHERE h.show_id = $1 AND (b.status = 'confirmed' OR (h.status = 'active' AND h.expires_at > now()))`,
    [showId],
  );
  return rows.flatMap((row) => row.labels);
}

/** For each latecomer at once: the sweeper, the provider's callback, and somebody who wants one of the seats. */
async function collide(count: number) {
  const { show, late } = await latecomers(count);
  const results = await Promise.allSettled([
    ...late.flatMap(({ success }, n) => [
      bench.payments.receive(success),
      bench.holds.hold(STRANGER, { showId: show.id, seatLabels: [`A${2 * n + 2}`] }, once),
    ]),
    bench.expiry.sweep(),
    bench.expiry.sweep(),
  ]);
  return { show, late, results };
}

describe('expiry, a late payment and another buyer at once', () => {
  test('leave each seat with one of them, and the money with whoever has the seats', async () => {
    bench = await openBookings();
    const { show, late, results } = await collide(30);
    expect(
      results.flatMap((result) => (result.status === 'rejected' && !taken(result.reason) ? [result.reason] : [])),
    ).toEqual([]);
    expect(bench.lost).toEqual([]);
    const labels = await claims(show.id);
    expect(new Set(labels).size).toBe(labels.length);

    const seats = await bench.seats(show.id);
    for (const { booking } of late) {
      const { status } = await bench.bookings.get(BUYER, booking.id);
      const [payment] = (await bench.bookings.paymentsByBookingIds(BUYER, [booking.id])).get(booking.id) ?? [];
      expect(['confirmed/succeeded', 'cancelled/refunded']).toContain(`${status}/${payment?.status}`);
      const own = [...seats.values()].filter((seat) => seat.bookingId === booking.id);
      expect(own.length).toBe(status === 'confirmed' ? 2 : 0);
    }
    const versions = (await bench.events())
      .filter((event) => event.type === 'gateway.show.seats-changed.v1')
      .map((event) => event.data.seatMapVersion);
    expect(versions).toEqual(versions.map((_, index) => index + 1));
  });

  test('give one seat to two of them when nothing is locked (negative control)', async () => {
    bench = await openBookings({ wrapTransaction: (tx) => withoutLocks(tx) });
    const { show } = await collide(30);
    const labels = await claims(show.id);
    expect(new Set(labels).size).toBeLessThan(labels.length);
  });
});

describe('expiry and a payment in time', () => {
  test('payment first: the sweeper finds nothing', async () => {
    bench = await openBookings();
    const { late } = await latecomers(1);
    await bench.payments.receive(late[0]!.success);
    expect(await bench.expiry.sweep()).toBe(0);
    expect(await bench.bookings.get(BUYER, late[0]!.booking.id)).toMatchObject({ status: 'confirmed' });
  });

  test('sweeper first: the payment buys the seats again', async () => {
    bench = await openBookings();
    const { late } = await latecomers(1);
    expect(await bench.expiry.sweep()).toBe(1);
    expect(await bench.payments.receive(late[0]!.success)).toBe('rebook');
    expect(await bench.bookings.get(BUYER, late[0]!.booking.id)).toMatchObject({ status: 'confirmed' });
  });

  test('the sweeper passes by seats that somebody is deciding on, and comes back to them', async () => {
    bench = await openBookings();
    const { show, late } = await latecomers(2);
    const client = await bench.database.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query(`SELECT 1 FROM seat WHERE show_id = $1 AND label = 'A1' FOR UPDATE`, [show.id]);
      expect(await bench.expiry.sweep()).toBe(1);
      expect(await bench.bookings.get(BUYER, late[0]!.booking.id)).toMatchObject({ status: 'pending_payment' });
      expect(await bench.bookings.get(BUYER, late[1]!.booking.id)).toMatchObject({ status: 'expired' });
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
    expect(await bench.expiry.sweep()).toBe(1);
  });

  test('is decided by the time after the wait for the lock, not by that of the beginning', async () => {
    bench = await openBookings();
    const show = await makeShow(bench);
    const hold = await bench.holds.hold(BUYER, { showId: show.id, seatLabels: ['A1'] }, once);
    const client = await bench.database.pool.connect();
    let booking;
    try {
      await client.query('BEGIN');
      await client.query('SELECT 1 FROM seat_hold WHERE id = $1 FOR UPDATE', [hold.id]);
      booking = bench.bookings.create(BUYER, { holdId: hold.id, email: 'b@example.com' }, once);
      booking.catch(() => undefined);
      await waitingForLock();
      // Runs out between the beginning of the waiting transaction and the end of its wait.
      await client.query(`UPDATE seat_hold SET expires_at = clock_timestamp() WHERE id = $1`, [hold.id]);
      await client.query('COMMIT');
    } finally {
      client.release();
    }
    await expect(booking).rejects.toMatchObject({ code: 'HOLD_EXPIRED' });
  });
});

async function waitingForLock(): Promise<void> {
  for (;;) {
    const { rows } = await bench.database.pool.query(
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    if (rows.length > 0) return;
  }
}

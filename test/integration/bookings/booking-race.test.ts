import { afterEach, describe, expect, jest, test } from '@jest/globals';
import type { Transaction, Write } from '../../../src/stores/postgres/transaction.js';
import { DomainError } from '../../../src/kernel/errors.js';
import { BUYER, makeBooking, makeShow, once, openBookings, type BookingBench } from '../../support/booking-fixtures.js';
import { until } from '../../support/until.js';

jest.setTimeout(60_000);

const AT_ONCE = 12;

let bench: BookingBench;
afterEach(() => bench.stop());

/**
 * The results of AT_ONCE calls that all wait for the lock of the hold before the first gets it: results, and the codes
 * of failures.
 */
async function atOnce<T>(holdId: string, work: () => Promise<T>) {
  const { pool } = bench.database;
  const client = await pool.connect();
  let running: Promise<T>[];
  try {
    await client.query('BEGIN');
    await client.query('SELECT FROM seat_hold WHERE id = $1 FOR UPDATE', [holdId]);
    running = Array.from({ length: AT_ONCE }, work);
    for (const each of running) each.catch(() => undefined);
    await until('all wait for the lock', async () => {
      const { rows } = await pool.query<{ waiting: number }>(
        `SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return rows[0]?.waiting === AT_ONCE;
    });
  } finally {
    await client.query('COMMIT');
    client.release();
  }
  const settled = await Promise.allSettled(running);
  return {
    results: settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : [])),
    failures: settled.flatMap((each) =>
      each.status === 'rejected' ? [each.reason instanceof DomainError ? each.reason.code : String(each.reason)] : [],
    ),
  };
}

async function bookOneHold() {
  const show = await makeShow(bench);
  const { id: holdId } = await bench.holds.hold(BUYER, { showId: show.id, seatLabels: ['A1'] }, once);
  return atOnce(holdId, () => bench.bookings.create(BUYER, { holdId, email: 'bea@example.com' }, once));
}

describe('one hold that is booked many times at once', () => {
  test('becomes one booking, and every other attempt is refused', async () => {
    bench = await openBookings();
    const { results, failures } = await bookOneHold();
    expect(results).toHaveLength(1);
    expect(failures).toEqual(Array.from({ length: AT_ONCE - 1 }, () => 'ALREADY_EXISTS'));
    expect((await bench.events()).filter(({ type }) => type === 'gateway.booking.created.v1')).toHaveLength(1);
  });

  test('becomes several bookings without the index that refuses them (negative control)', async () => {
    bench = await openBookings();
    await bench.database.pool.query('DROP INDEX booking_hold_id_key');
    expect((await bookOneHold()).results.length).toBeGreaterThan(1);
  });
});

async function payOneBooking() {
  const { booking, hold } = await makeBooking(bench, await makeShow(bench), ['A1']);
  await atOnce(hold.id, () => bench.payments.pay(BUYER, { bookingId: booking.id, paymentToken: 'tok_timeout' }, once));
  return bench.provider.charges.length;
}

/** The insert of a payment, without its look at the others. */
function withoutGuard(tx: Transaction): Transaction {
  const unguarded = (write: Write): Write =>
    write.name === 'payment-insert'
      ? {
          ...write,
          name: 'payment-insert-unguarded',
          text: write.text.replace(/= \$8$/, '>= 0 * $8::int'),
          ifNone: undefined,
        }
      : write;
  return {
    query: (...statement) => tx.query(...statement),
    execute: (...statement) => tx.execute(...statement),
    write: (...writes) => tx.write(...writes.map(unguarded)),
    prisma: () => tx.prisma(),
  };
}

describe('one booking that is paid many times at once', () => {
  test('is charged once', async () => {
    bench = await openBookings();
    expect(await payOneBooking()).toBe(1);
    expect(bench.lost).toEqual([]);
  });

  test('is charged several times when the insert does not look at the other payments (negative control)', async () => {
    bench = await openBookings({ wrapTransaction: withoutGuard });
    expect(await payOneBooking()).toBeGreaterThan(1);
  });
});

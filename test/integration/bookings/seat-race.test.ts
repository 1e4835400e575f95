import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { DomainError } from '../../../src/kernel/errors.js';
import type { Member } from '../../../src/kernel/viewer.js';
import { makeShow, once, openBookings, type BookingBench } from '../../support/booking-fixtures.js';
import { createMeeting } from '../../support/meeting.js';
import { withoutLocks } from '../../support/without-locks.js';

jest.setTimeout(60_000);

const BUYERS = 500;
const BASKET = 4;
const ROWS = 'ABCDEFGHIJ'.split('').map((row) => ({ row, seats: 10 }));

let bench: BookingBench;
afterEach(() => bench.stop());

/** Basket number n: four seats, each shared with other baskets, in an order that differs from buyer to buyer. */
function basket(n: number): string[] {
  const labels = [0, 7, 31, 58]
    .map((step) => (n * 13 + step * (1 + (n % 3))) % 100)
    .map((seat) => `${'ABCDEFGHIJ'[Math.floor(seat / 10)]}${(seat % 10) + 1}`);
  const distinct = [...new Set(labels)];
  for (let extra = 0; distinct.length < BASKET; extra += 1) {
    const label = `J${((n + extra) % 10) + 1}`;
    if (!distinct.includes(label)) distinct.push(label);
  }
  return n % 2 === 0 ? distinct : distinct.reverse();
}

const buyer = (n: number): Member => ({ role: 'owner', subject: `buyer-${n}`, tenant: 'elsewhere' });

/**
 * Every buyer tries one basket at once: holds, books and pays. Resolves to what the successful ones hold, and to every
 * failure.
 */
async function rush(showId: string, pay: boolean) {
  const sold: string[][] = [];
  const held: string[][] = [];
  const failures: unknown[] = [];
  await Promise.all(
    Array.from({ length: BUYERS }, async (_, n) => {
      try {
        const hold = await bench.holds.hold(buyer(n), { showId, seatLabels: basket(n) }, once);
        held.push([...hold.labels]);
        if (!pay) return;
        const booking = await bench.bookings.create(buyer(n), { holdId: hold.id, email: 'b@example.com' }, once);
        const paid = await bench.payments.pay(buyer(n), { bookingId: booking.id, paymentToken: 'tok_success' }, once);
        if (paid.status === 'confirmed') sold.push([...hold.labels]);
      } catch (error) {
        failures.push(error);
      }
    }),
  );
  return { sold, held, failures };
}

const twice = (labels: readonly string[]) => labels.filter((label, index) => labels.indexOf(label) !== index);

describe('five hundred buyers of overlapping baskets', () => {
  test('are sold every seat at most once, whole baskets or nothing, and told of nothing but taken seats', async () => {
    bench = await openBookings({ poolSize: 20 });
    const show = await makeShow(bench, { rows: ROWS });
    const begun = performance.now();
    const { sold, held, failures } = await rush(show.id, true);
    const seconds = (performance.now() - begun) / 1000;

    expect(failures.filter((error) => !(error instanceof DomainError && error.code === 'SEAT_TAKEN'))).toEqual([]);
    expect(bench.lost).toEqual([]);
    expect(twice(held.flat())).toEqual([]);
    expect(sold.length).toBe(held.length);
    expect(sold.length + failures.length).toBe(BUYERS);
    expect(sold.every((labels) => labels.length === BASKET)).toBe(true);

    const seats = [...(await bench.seats(show.id)).values()];
    expect(
      seats
        .filter((seat) => seat.status === 'sold')
        .map((seat) => seat.label)
        .sort(),
    ).toEqual(sold.flat().sort());
    expect(seats.filter((seat) => seat.status === 'held')).toEqual([]);
    // Whoever lost could not have won: each failed basket has a seat that was sold.
    expect(sold.length).toBeGreaterThanOrEqual(10);

    const changes = (await bench.events()).filter((event) => event.type === 'gateway.show.seats-changed.v1');
    expect(changes.map((event) => event.data.seatMapVersion)).toEqual(
      Array.from({ length: 2 * sold.length }, (_, index) => index + 1),
    );
    console.info(
      `${BUYERS} buyers: ${sold.flat().length} of 100 seats sold to ${sold.length} buyers in ${seconds.toFixed(2)} s`,
    );
  });

  test('oversell when the seats are read without their locks (negative control)', async () => {
    const meeting = createMeeting(10);
    bench = await openBookings({ poolSize: 20, wrapTransaction: (tx) => withoutLocks(tx, meeting.arrive) });
    const show = await makeShow(bench, { rows: ROWS });
    meeting.begin();
    const { held } = await rush(show.id, false);
    expect(twice(held.flat()).length).toBeGreaterThan(0);
  });
});

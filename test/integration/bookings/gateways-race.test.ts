import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { DomainError } from '../../../src/kernel/errors.js';
import type { Member } from '../../../src/kernel/viewer.js';
import {
  makeShow,
  once,
  openBookings,
  type BookingBench,
  type BookingBenchOptions,
} from '../../support/booking-fixtures.js';
import { createMeeting } from '../../support/meeting.js';
import { withoutLocks } from '../../support/without-locks.js';

jest.setTimeout(60_000);

const GATEWAYS = 3;
const ATTEMPTS = 300;

const benches: BookingBench[] = [];
afterEach(async () => {
  // The first one removes the database.
  for (const bench of benches.splice(0).reverse()) await bench.stop();
});

/** The domain as several gateways have it: each with its own connections to one database. */
async function openSeveral(options: BookingBenchOptions = {}): Promise<void> {
  for (let count = 0; count < GATEWAYS; count += 1)
    benches.push(await openBookings({ ...options, poolSize: 8, ...(benches[0] && { url: benches[0].url }) }));
}

const buyer = (n: number): Member => ({ role: 'owner', subject: `buyer-${n}`, tenant: 'elsewhere' });

/** All try to hold one seat, each at the next gateway. Resolves to the number of holds, and to the failures. */
async function rush(showId: string, attempts: number) {
  const failures: unknown[] = [];
  const held = await Promise.all(
    Array.from({ length: attempts }, (_, n) =>
      benches[n % GATEWAYS]!.holds.hold(buyer(n), { showId, seatLabels: ['A5'] }, once).then(
        () => 1,
        (error: unknown) => (failures.push(error), 0),
      ),
    ),
  );
  return { held: held.reduce((sum: number, one) => sum + one, 0), failures };
}

describe(`${ATTEMPTS} attempts at one seat, over the connections of three gateways`, () => {
  test('have one winner, and the others are told that it is taken', async () => {
    await openSeveral();
    const show = await makeShow(benches[0]!);
    const { held, failures } = await rush(show.id, ATTEMPTS);
    expect(held).toBe(1);
    expect(failures.filter((error) => !(error instanceof DomainError && error.code === 'SEAT_TAKEN'))).toEqual([]);
    const seat = (await benches[0]!.seats(show.id)).get('A5');
    expect(seat).toMatchObject({ status: 'held' });
  });

  test('have several winners when the seat is read without its lock (negative control)', async () => {
    const meeting = createMeeting(GATEWAYS);
    await openSeveral({ wrapTransaction: (tx) => withoutLocks(tx, meeting.arrive) });
    const show = await makeShow(benches[0]!);
    meeting.begin();
    expect((await rush(show.id, GATEWAYS)).held).toBeGreaterThan(1);
  });
});

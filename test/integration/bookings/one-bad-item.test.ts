import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createExpirySweeper } from '../../../src/domain/bookings/expiry.js';
import { createPaymentRecovery } from '../../../src/domain/bookings/payment-recovery.js';
import {
  BUYER,
  makeBooking,
  makeShow,
  once,
  openBookings,
  OWNER,
  type BookingBench,
} from '../../support/booking-fixtures.js';

jest.setTimeout(60_000);

let bench: BookingBench;
beforeEach(async () => {
  bench = await openBookings();
});
afterEach(() => bench.stop());

/** From now on the database refuses every change of these holds. */
async function spoil(...holdIds: readonly string[]): Promise<void> {
  await bench.database.pool.query(`
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'This hold cannot be changed'; END $$;
    CREATE TRIGGER refuse BEFORE UPDATE ON seat_hold FOR EACH ROW WHEN (OLD.id IN (${holdIds.map((id) => `'${id}'::uuid`).join(', ')})) EXECUTE FUNCTION refuse()`);
}
const heal = () => bench.database.pool.query('DROP TRIGGER refuse ON seat_hold; DROP FUNCTION refuse()');

const hold = (showId: string, label: string) => bench.holds.hold(BUYER, { showId, seatLabels: [label] }, once);
const statusOf = async (holdId: string) =>
  (await bench.database.prisma.seatHold.findUniqueOrThrow({ where: { id: holdId } })).status;

/** Two holds that cannot expire, the oldest of all, and three that can: one of the same show, two of another. */
async function expiredHolds() {
  const [show, other] = [await makeShow(bench), await makeShow(bench)];
  const holds = [
    await hold(show.id, 'A1'),
    await hold(show.id, 'A2'),
    await hold(show.id, 'A3'),
    await hold(other.id, 'A1'),
    await hold(other.id, 'A2'),
  ];
  for (const { id } of holds) await bench.expireHold(id);
  const [bad1, bad2, ...good] = holds;
  await spoil(bad1?.id ?? '', bad2?.id ?? '');
  return { bad: [bad1, bad2].map((each) => each?.id ?? ''), good: good.map(({ id }) => id) };
}

describe('a hold that cannot expire', () => {
  test.each([1, 2, 100])('keeps no other from expiring, %d looked at together', async (batch) => {
    const { bad, good } = await expiredHolds();
    const errors: unknown[] = [];
    const sweeper = createExpirySweeper({ ...bench, batch, onError: (error) => errors.push(error) });
    expect(await sweeper.sweep()).toBe(3);
    expect(await Promise.all(good.map(statusOf))).toEqual(['expired', 'expired', 'expired']);
    expect(await Promise.all(bad.map(statusOf))).toEqual(['active', 'active']);
    expect(errors.map(String)).toEqual([
      expect.stringContaining('cannot be changed'),
      expect.stringContaining('cannot be changed'),
    ]);
    await heal();
    expect(await sweeper.sweep()).toBe(2);
  });

  test('would keep all from expiring if the oldest were looked at again and again (negative control)', async () => {
    const { good } = await expiredHolds();
    const oldest = {
      ...bench.backlog,
      expiredHolds: async () => ({ ...(await bench.backlog.expiredHolds(undefined, 2)), last: undefined }),
    };
    const sweeper = createExpirySweeper({ ...bench, backlog: oldest });
    for (let sweeps = 0; sweeps < 3; sweeps += 1) expect(await sweeper.sweep()).toBe(0);
    expect(await Promise.all(good.map(statusOf))).toEqual(['active', 'active', 'active']);
  });
});

describe('a hold that cannot be undone when its show is cancelled', () => {
  test('keeps no other from it, and the show is cleared once it can be', async () => {
    const show = await makeShow(bench, { rows: [{ row: 'A', seats: 60 }] });
    const holds = [];
    for (let n = 1; n <= 40; n += 1) holds.push(await hold(show.id, `A${n}`));
    const bad = holds[7]?.id ?? '';
    await spoil(bad);
    expect(await bench.programme.cancelShow(OWNER, show.id, once)).toMatchObject({ status: 'cancelled' });
    const statuses = await Promise.all(holds.map(({ id }) => statusOf(id)));
    expect(statuses.filter((status) => status === 'released')).toHaveLength(39);
    expect(await statusOf(bad)).toBe('active');
    expect(bench.errors.map(String)).toEqual([expect.stringContaining('cannot be changed')]);
    expect(await bench.backlog.unclearedShows(undefined, 10)).toEqual([show.id]);
    await heal();
    expect(await bench.recovery.sweep()).toBe(1);
    expect(await statusOf(bad)).toBe('released');
    expect(await bench.backlog.unclearedShows(undefined, 10)).toEqual([]);
  });
});

describe('a payment of which the provider says nothing', () => {
  test('keeps no other from being settled, and the sweep ends', async () => {
    const show = await makeShow(bench);
    const [silent, fine] = [await makeBooking(bench, show, ['A1']), await makeBooking(bench, show, ['A2'])];
    for (const { booking } of [silent, fine])
      await bench.payments.pay(BUYER, { bookingId: booking.id, paymentToken: 'tok_timeout' }, once);
    const { id: silentPayment } = await bench.database.prisma.payment.findFirstOrThrow({
      where: { bookingId: silent.booking.id },
    });
    const { provider } = bench;
    const status: typeof provider.status = (id) =>
      id === silentPayment ? new Promise(() => undefined) : provider.status(id);
    const errors: unknown[] = [];
    const recovery = createPaymentRecovery({
      ...bench,
      provider: { ...provider, status },
      settleAfterMs: 0,
      deadlineMs: 200,
      onError: (error) => errors.push(error),
    });
    expect(await recovery.sweep()).toBe(1);
    expect(await bench.bookings.get(BUYER, fine.booking.id)).toMatchObject({ status: 'confirmed' });
    expect(errors.map(String)).toEqual(['Error: No end within 200 ms']);
  });
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createExpirySweeper } from '../../../src/domain/bookings/expiry.js';
import { createPaymentService } from '../../../src/domain/bookings/payment-service.js';
import { ANONYMOUS } from '../../../src/kernel/viewer.js';
import {
  BUYER,
  codeOf,
  DATA,
  keyed,
  makeBooking,
  makeShow,
  once,
  openBookings,
  OWNER,
  STAFF,
  STRANGER,
  type BookingBench,
} from '../../support/booking-fixtures.js';

let bench: BookingBench;
beforeAll(async () => {
  bench = await openBookings();
});
afterAll(() => bench.stop());

const first = (size: number, after?: readonly (string | number | null)[]) => ({
  first: size,
  ...(after === undefined ? {} : { after }),
});

describe('a hold turned into a booking', () => {
  test('keeps its seats and its end, at the prices of the hold', async () => {
    const show = await makeShow(bench);
    const { hold, booking } = await makeBooking(bench, show, ['A1', 'B1']);
    expect(booking).toMatchObject({
      holdId: hold.id,
      tenant: 'odeon',
      subject: BUYER.subject,
      status: 'pending_payment',
      totalMinor: 3250,
      currency: 'EUR',
      version: 1,
    });
    expect(await bench.holds.get(BUYER, hold.id)).toMatchObject({ status: 'active', expiresAt: hold.expiresAt });
    expect((await bench.events()).at(-1)).toMatchObject({
      type: 'gateway.booking.created.v1',
      aggregateId: booking.id,
      data: { seats: ['A1', 'B1'], total: { amountMinor: 3250 } },
    });
  });

  test('is turned into one only once', async () => {
    const { hold, booking } = await makeBooking(bench, await makeShow(bench), ['A1']);
    await expect(bench.bookings.create(BUYER, { holdId: hold.id, email: 'b@example.com' }, once)).rejects.toMatchObject(
      { code: 'ALREADY_EXISTS', details: { bookingId: booking.id } },
    );
    const other = await bench.holds.hold(BUYER, { showId: booking.showId, seatLabels: ['A2'] }, once);
    const both = await Promise.allSettled(
      [1, 2].map(() => bench.bookings.create(BUYER, { holdId: other.id, email: 'b@example.com' }, once)),
    );
    expect(both.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('ends with its hold', async () => {
    const show = await makeShow(bench);
    const { hold, booking } = await makeBooking(bench, show, ['A1', 'A2']);
    await bench.expireHold(hold.id);
    const before = (await bench.events()).length;
    expect(await bench.expiry.sweep()).toBe(1);
    expect(await bench.bookings.get(BUYER, booking.id)).toMatchObject({ status: 'expired' });
    expect((await bench.events()).slice(before)).toMatchObject([
      {
        type: 'gateway.show.seats-changed.v1',
        actor: 'system:expiry',
        data: { cause: 'expired', holdId: hold.id, bookingId: booking.id },
      },
      { type: 'gateway.booking.payment-failed.v1', data: { bookingId: booking.id, reason: 'expired' } },
    ]);
    expect(await codeOf(bench.bookings.cancel(BUYER, { id: booking.id }, once))).toBe('INVALID_STATE');
  });

  test('is cancelled unpaid without money going anywhere', async () => {
    const show = await makeShow(bench);
    const { booking } = await makeBooking(bench, show, ['A1']);
    const refunds = bench.provider.refunds.length;
    expect(await bench.bookings.cancel(BUYER, { id: booking.id }, once)).toMatchObject({ status: 'cancelled' });
    expect((await bench.seats(show.id)).get('A1')).toMatchObject({ status: 'available', holdId: null });
    expect(bench.provider.refunds.length).toBe(refunds);
  });
});

describe('the sweeper', () => {
  test('expires many holds of many shows, a batch at a time', async () => {
    const shows = [await makeShow(bench), await makeShow(bench)];
    const holds = [];
    for (const show of shows)
      for (let n = 1; n <= 6; n += 1)
        holds.push(await bench.holds.hold(BUYER, { showId: show.id, seatLabels: [`A${n}`, `B${n}`] }, once));
    const kept = await bench.holds.hold(BUYER, { showId: shows[0]!.id, seatLabels: ['A10'] }, once);
    for (const hold of holds) await bench.expireHold(hold.id);
    const sweeper = createExpirySweeper({ ...bench, batch: 4 });
    const counts = await Promise.all([sweeper.sweep(), createExpirySweeper({ ...bench, batch: 4 }).sweep()]);
    // Two sweepers share the work: what one has locked the other passes by.
    expect(counts[0] + counts[1] + (await sweeper.sweep())).toBe(12);
    for (const show of shows)
      expect(
        [...(await bench.seats(show.id)).values()].filter((seat) => seat.status === 'held').map((seat) => seat.label),
      ).toEqual(show === shows[0] ? ['A10'] : []);
    expect(await bench.holds.get(BUYER, kept.id)).toMatchObject({ status: 'active' });
  });
});

describe('bookings are seen', () => {
  test("by their buyer and by owner and staff of the show's tenant, and by nobody else", async () => {
    const show = await makeShow(bench);
    const { booking } = await makeBooking(bench, show, ['A1']);
    await bench.payments.pay(BUYER, { bookingId: booking.id, paymentToken: 'tok_success' }, once);
    const payment = (await bench.bookings.paymentsByBookingIds(BUYER, [booking.id])).get(booking.id)![0]!;
    for (const viewer of [BUYER, OWNER, STAFF]) {
      expect(await bench.bookings.get(viewer, booking.id)).toMatchObject({ id: booking.id });
      expect((await bench.bookings.seatsByBookingIds(viewer, [booking.id])).get(booking.id)).toHaveLength(1);
      expect(await bench.bookings.payment(viewer, payment.id)).toMatchObject({ id: payment.id });
      expect((await bench.bookings.paymentsByBookingIds(viewer, [booking.id])).get(booking.id)).toHaveLength(1);
    }
    expect(await codeOf(bench.bookings.get(STRANGER, booking.id))).toBe('NOT_FOUND');
    expect(await codeOf(bench.bookings.payment(STRANGER, payment.id))).toBe('NOT_FOUND');
    expect((await bench.bookings.byIds(STRANGER, [booking.id])).size).toBe(0);
    expect((await bench.bookings.paymentsByIds(STRANGER, [payment.id])).size).toBe(0);
    expect((await bench.bookings.seatsByBookingIds(STRANGER, [booking.id])).size).toBe(0);
    expect((await bench.bookings.paymentsByBookingIds(STRANGER, [booking.id])).size).toBe(0);
    expect(await codeOf(bench.bookings.get(DATA, booking.id))).toBe('FORBIDDEN');
    expect(await codeOf(bench.bookings.get(ANONYMOUS, booking.id))).toBe('UNAUTHENTICATED');
    expect(await codeOf(bench.bookings.get(BUYER, show.id))).toBe('NOT_FOUND');
    expect(await codeOf(bench.bookings.get(BUYER, "' OR 1=1"))).toBe('NOT_FOUND');
  });

  test('in lists of their own, newest first, or of the tenant, with cursors, filters and counts', async () => {
    const buyer = { ...BUYER, subject: 'lister', tenant: 'lists' };
    const owner = { ...OWNER, tenant: 'lists-cinema' };
    const shows = [await makeShow(bench, { owner }), await makeShow(bench, { owner })];
    const made = [];
    for (let n = 1; n <= 5; n += 1) made.push((await makeBooking(bench, shows[n % 2]!, [`A${n}`], buyer)).booking.id);
    await makeBooking(bench, shows[0]!, ['B1'], STRANGER);
    await bench.payments.pay(buyer, { bookingId: made[0]!, paymentToken: 'tok_success' }, once);

    const own = await bench.bookings.list(buyer, {}, first(3));
    expect(own.items.map((booking) => booking.id)).toEqual([made[4], made[3], made[2]]);
    expect(own.hasNextPage).toBe(true);
    const rest = await bench.bookings.list(buyer, {}, first(3, own.positions.at(-1)));
    expect(rest.items.map((booking) => booking.id)).toEqual([made[1], made[0]]);
    expect(rest.hasNextPage).toBe(false);
    expect(await bench.bookings.count(buyer, {})).toBe(5);
    expect(await bench.bookings.count(buyer, { allOfTenant: true })).toBe(0);
    expect(await bench.bookings.count(owner, { allOfTenant: true })).toBe(6);
    expect(await bench.bookings.count(owner, {})).toBe(0);
    expect(await bench.bookings.count({ ...owner, role: 'staff' }, { allOfTenant: true, showId: shows[0]!.id })).toBe(
      3,
    );
    expect(
      (await bench.bookings.list(owner, { allOfTenant: true, status: 'confirmed' }, first(10))).items.map(
        (booking) => booking.id,
      ),
    ).toEqual([made[0]]);
    expect(await codeOf(bench.bookings.list(buyer, {}, first(3, ['nonsense', 'x'])))).toBe('BAD_CURSOR');
    expect(await codeOf(bench.bookings.list(buyer, { status: 'sold' }, first(3)))).toBe('BAD_INPUT');
    expect(await codeOf(bench.bookings.list(DATA, {}, first(3)))).toBe('FORBIDDEN');
  });
});

describe("a booking's version", () => {
  const conflict = (version: number, seen: number) => ({
    code: 'VERSION_CONFLICT',
    details: { expectedVersion: seen, version },
  });

  test('goes up with every change, and whoever has seen another is refused', async () => {
    const show = await makeShow(bench);
    const { booking } = await makeBooking(bench, show, ['A1']);
    expect(booking.version).toBe(1);
    const pay = (paymentToken: string, expectedVersion?: number) =>
      bench.payments.pay(BUYER, { bookingId: booking.id, paymentToken, expectedVersion }, once);
    await expect(pay('tok_decline', 2)).rejects.toMatchObject(conflict(1, 2));
    expect(await codeOf(pay('tok_decline', 1))).toBe('PAYMENT_DECLINED');
    expect(await bench.bookings.get(BUYER, booking.id)).toMatchObject({ status: 'payment_failed', version: 2 });
    await expect(pay('tok_success', 1)).rejects.toMatchObject(conflict(2, 1));
    expect((await bench.bookings.paymentsByBookingIds(BUYER, [booking.id])).get(booking.id)).toHaveLength(1);
    // Back to pending_payment, then confirmed.
    expect(await pay('tok_success', 2)).toMatchObject({ status: 'confirmed', version: 4 });

    const cancel = (expectedVersion?: number) =>
      bench.bookings.cancel(BUYER, { id: booking.id, expectedVersion }, once);
    await expect(cancel(3)).rejects.toMatchObject(conflict(4, 3));
    expect(await bench.bookings.get(BUYER, booking.id)).toMatchObject({ status: 'confirmed', version: 4 });
    expect(await cancel(4)).toMatchObject({ status: 'cancelled', version: 5 });
    await expect(cancel(4)).rejects.toMatchObject(conflict(5, 4));
    expect(await codeOf(cancel())).toBe('INVALID_STATE');
    expect(await codeOf(cancel(0))).toBe('BAD_INPUT');
  });

  test('goes up when its hold runs out, and when its show is cancelled', async () => {
    const show = await makeShow(bench);
    const { hold, booking } = await makeBooking(bench, show, ['A1']);
    const other = (await makeBooking(bench, show, ['A2'])).booking;
    await bench.expireHold(hold.id);
    await bench.expiry.sweep();
    expect(await bench.bookings.get(BUYER, booking.id)).toMatchObject({ status: 'expired', version: 2 });
    await bench.programme.cancelShow(OWNER, show.id, once);
    expect(await bench.bookings.get(BUYER, other.id)).toMatchObject({ status: 'cancelled', version: 2 });
  });
});

describe('idempotency keys', () => {
  test('replay a hold, a booking and a payment without doing them again', async () => {
    const show = await makeShow(bench);
    const hold = () => bench.holds.hold(BUYER, { showId: show.id, seatLabels: ['A1'] }, keyed('k-hold'));
    const held = await hold();
    expect(await hold()).toEqual(held);
    const create = () => bench.bookings.create(BUYER, { holdId: held.id, email: 'b@example.com' }, keyed('k-book'));
    const booking = await create();
    expect(await create()).toEqual(booking);
    const charges = bench.provider.charges.length;
    const pay = () => bench.payments.pay(BUYER, { bookingId: booking.id, paymentToken: 'tok_success' }, keyed('k-pay'));
    const paid = await pay();
    expect(await pay()).toEqual(paid);
    expect(paid.status).toBe('confirmed');
    expect(bench.provider.charges.length).toBe(charges + 1);
    const cancel = () => bench.bookings.cancel(BUYER, { id: booking.id }, keyed('k-cancel'));
    expect(await cancel()).toEqual(await cancel());
  });

  test('of a payment are refused for another request, also after a decline', async () => {
    const { booking } = await makeBooking(bench, await makeShow(bench), ['A1']);
    const pay = (token: string, key: string, hash = token) =>
      bench.payments.pay(BUYER, { bookingId: booking.id, paymentToken: token }, keyed(key, hash));
    expect(await codeOf(pay('tok_decline', 'k-declined'))).toBe('PAYMENT_DECLINED');
    expect(await codeOf(pay('tok_decline', 'k-declined'))).toBe('PAYMENT_DECLINED');
    expect(await codeOf(pay('tok_success', 'k-declined'))).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(await pay('tok_success', 'k-other')).toMatchObject({ status: 'confirmed' });
    expect((await bench.bookings.paymentsByBookingIds(BUYER, [booking.id])).get(booking.id)).toHaveLength(2);
  });

  test('drive a payment on that a crash has left between the charge and its result', async () => {
    const { booking } = await makeBooking(bench, await makeShow(bench), ['A1']);
    const pay = () =>
      bench.payments.pay(BUYER, { bookingId: booking.id, paymentToken: 'tok_success' }, keyed('k-crash'));
    const charges = bench.provider.charges.length;
    const killed = { ...bench.settlement, apply: () => Promise.reject(new Error('killed')) };
    const dying = createPaymentService({ ...bench, settlement: killed });
    await expect(
      dying.pay(BUYER, { bookingId: booking.id, paymentToken: 'tok_success' }, keyed('k-crash')),
    ).rejects.toThrow('killed');
    expect(await bench.bookings.get(BUYER, booking.id)).toMatchObject({ status: 'pending_payment' });
    expect(await pay()).toMatchObject({ status: 'confirmed' });
    expect(bench.provider.charges.slice(charges).map((charge) => charge.paymentId)).toEqual([
      expect.any(String),
      bench.provider.charges[charges]!.paymentId,
    ]);
    expect((await bench.bookings.paymentsByBookingIds(BUYER, [booking.id])).get(booking.id)).toHaveLength(1);
  });

  test('are a buyer’s own', async () => {
    const show = await makeShow(bench);
    const one = await bench.holds.hold(BUYER, { showId: show.id, seatLabels: ['A1'] }, keyed('same', 'h1', 'bea'));
    const two = await bench.holds.hold(STRANGER, { showId: show.id, seatLabels: ['A2'] }, keyed('same', 'h2', 'sid'));
    expect(one.id).not.toBe(two.id);
  });
});

import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { PaymentStatus } from '../../../src/domain/bookings/booking.js';
import { createPaymentRecovery } from '../../../src/domain/bookings/payment-recovery.js';
import { createPaymentService } from '../../../src/domain/bookings/payment-service.js';
import {
  BUYER,
  makeBooking,
  makeShow,
  once,
  openBookings,
  OWNER,
  STRANGER,
  type BookingBench,
} from '../../support/booking-fixtures.js';

jest.setTimeout(60_000);

let bench: BookingBench;
beforeEach(async () => {
  bench = await openBookings();
});
afterEach(() => bench.stop());

const pay = (bookingId: string, paymentToken = 'tok_success') =>
  bench.payments.pay(BUYER, { bookingId, paymentToken }, once);
const paymentsOf = async (id: string): Promise<PaymentStatus[]> =>
  ((await bench.bookings.paymentsByBookingIds(BUYER, [id])).get(id) ?? []).map((payment) => payment.status);
const booked = (id: string) => bench.bookings.get(BUYER, id);

describe('the recovery', () => {
  test('applies a charge whose answer the gateway did not live to see', async () => {
    const { booking } = await makeBooking(bench, await makeShow(bench), ['A1']);
    const failure = new Error('killed');
    bench.provider.interfere = () => Promise.reject(failure);
    expect(await pay(booking.id)).toMatchObject({ status: 'pending_payment' });
    bench.provider.interfere = () => undefined;
    expect(await bench.recovery.sweep()).toBe(1);
    expect(await booked(booking.id)).toMatchObject({ status: 'confirmed' });
    expect(await bench.recovery.sweep()).toBe(0);
    expect(bench.provider.charges).toHaveLength(1);
  });

  test('gives money back that came for seats that are gone', async () => {
    const show = await makeShow(bench);
    const { booking, hold } = await makeBooking(bench, show, ['A1']);
    await pay(booking.id, 'tok_timeout');
    await bench.expireHold(hold.id);
    await bench.holds.hold(STRANGER, { showId: show.id, seatLabels: ['A1'] }, once);
    expect(await bench.recovery.sweep()).toBe(1);
    expect(await booked(booking.id)).toMatchObject({ status: 'cancelled' });
    expect(await paymentsOf(booking.id)).toEqual(['refunded']);
  });

  test('asks again for a refund that failed', async () => {
    const { booking } = await makeBooking(bench, await makeShow(bench), ['A1']);
    await pay(booking.id);
    bench.provider.interfere = () => Promise.reject(new Error('the provider is down'));
    expect(await bench.bookings.cancel(BUYER, { id: booking.id }, once)).toMatchObject({ status: 'cancelled' });
    expect(await paymentsOf(booking.id)).toEqual(['refund_pending']);
    expect(await bench.recovery.sweep()).toBe(0);
    expect(bench.errors).toHaveLength(1);
    bench.provider.interfere = () => undefined;
    expect(await bench.recovery.sweep()).toBe(1);
    expect(await paymentsOf(booking.id)).toEqual(['refunded']);
  });

  test('counts a payment the provider has never heard of as declined, but only after a while', async () => {
    const { booking } = await makeBooking(bench, await makeShow(bench), ['A1']);
    const { provider } = bench;
    const deaf = { ...provider, charge: () => Promise.reject(new Error('killed before the request left')) };
    await createPaymentService({ ...bench, provider: deaf }).pay(
      BUYER,
      { bookingId: booking.id, paymentToken: 'tok_success' },
      once,
    );
    const patient = createPaymentRecovery({ ...bench, settleAfterMs: 0 });
    expect(await patient.sweep()).toBe(0);
    expect(await paymentsOf(booking.id)).toEqual(['pending']);
    expect(await bench.recovery.sweep()).toBe(1);
    expect(await paymentsOf(booking.id)).toEqual(['declined']);
    expect(await booked(booking.id)).toMatchObject({ status: 'payment_failed' });
    expect(await pay(booking.id)).toMatchObject({ status: 'confirmed' });
  });

  test('clears a cancelled show whose cancellation was interrupted, and gives its money back', async () => {
    const show = await makeShow(bench, { rows: [{ row: 'A', seats: 40 }] });
    const paid = await makeBooking(bench, show, ['A1', 'A2']);
    await pay(paid.booking.id);
    const unpaid = await makeBooking(bench, show, ['A3']);
    const bare = await bench.holds.hold(STRANGER, { showId: show.id, seatLabels: ['A4'] }, once);
    // As if the process had ended right after the first transaction.
    await bench.database.pool.query(`UPDATE show SET status = 'cancelled' WHERE id = $1`, [show.id]);
    await bench.recovery.sweep();
    expect((await booked(paid.booking.id)).status).toBe('cancelled');
    expect((await booked(unpaid.booking.id)).status).toBe('cancelled');
    expect((await bench.holds.get(STRANGER, bare.id)).status).toBe('released');
    expect(await paymentsOf(paid.booking.id)).toEqual(['refunded']);
    expect([...(await bench.seats(show.id)).values()].every((seat) => seat.status === 'available')).toBe(true);
    expect(await bench.backlog.unclearedShows(undefined, 10)).toEqual([]);
  });

  test('goes past payments that cannot be settled', async () => {
    const show = await makeShow(bench);
    const stuck = await makeBooking(bench, show, ['A1']);
    const fine = await makeBooking(bench, show, ['A2']);
    await pay(stuck.booking.id, 'tok_timeout');
    await pay(fine.booking.id, 'tok_timeout');
    const { provider, database } = bench;
    const stuckPayment = (await database.prisma.payment.findFirstOrThrow({ where: { bookingId: stuck.booking.id } }))
      .id;
    const partly = {
      ...provider,
      status: (id: string) => (id === stuckPayment ? Promise.reject(new Error('?')) : provider.status(id)),
    };
    const recovery = createPaymentRecovery({
      ...bench,
      provider: partly,
      settleAfterMs: 0,
      onError: (error) => bench.errors.push(error),
    });
    expect(await recovery.sweep()).toBe(1);
    expect((await booked(fine.booking.id)).status).toBe('confirmed');
    expect(bench.errors).toHaveLength(1);
  });
});

describe('cancelling a show', () => {
  test('undoes all of its holds and bookings, in batches, and lets no new ones in', async () => {
    const show = await makeShow(bench, {
      rows: [
        { row: 'A', seats: 60 },
        { row: 'B', seats: 60 },
      ],
    });
    const paid = await Promise.all(Array.from({ length: 40 }, (_, n) => makeBooking(bench, show, [`A${n + 1}`])));
    await Promise.all(paid.map(({ booking }) => pay(booking.id)));
    await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        bench.holds.hold(STRANGER, { showId: show.id, seatLabels: [`B${n + 1}`] }, once),
      ),
    );
    expect(await bench.programme.cancelShow(OWNER, show.id, once)).toMatchObject({ status: 'cancelled' });
    const after = await Promise.all(paid.map(({ booking }) => booked(booking.id)));
    expect(new Set(after.map((booking) => booking.status))).toEqual(new Set(['cancelled']));
    expect([...(await bench.seats(show.id)).values()].every((seat) => seat.status === 'available')).toBe(true);
    await bench.recovery.sweep();
    expect(new Set((await Promise.all(paid.map(({ booking }) => paymentsOf(booking.id)))).flat())).toEqual(
      new Set(['refunded']),
    );
    expect(bench.provider.refunds).toHaveLength(40);

    const ofShow = (await bench.events()).filter((event) => event.aggregateId === show.id);
    expect(ofShow.filter((event) => event.type === 'gateway.show.cancelled.v1')).toHaveLength(1);
    const versions = ofShow
      .filter((event) => event.type === 'gateway.show.seats-changed.v1')
      .map((event) => event.data.seatMapVersion);
    expect(versions).toEqual(versions.map((_, index) => index + 1));
    await expect(bench.holds.hold(BUYER, { showId: show.id, seatLabels: ['A1'] }, once)).rejects.toMatchObject({
      code: 'INVALID_STATE',
    });
    await expect(bench.programme.cancelShow(OWNER, show.id, once)).rejects.toMatchObject({ code: 'INVALID_STATE' });
  });

  test('at the same time as buyers hold, book and pay leaves nobody with a seat, and nobody without the money', async () => {
    const show = await makeShow(bench, { rows: [{ row: 'A', seats: 60 }] });
    let firstPaid = () => undefined as void;
    const underWay = new Promise<void>((resolve) => (firstPaid = resolve));
    const buyers = Array.from({ length: 30 }, async (_, n) => {
      const { booking } = await makeBooking(bench, show, [`A${n + 1}`, `A${n + 31}`]);
      await pay(booking.id);
      firstPaid();
    });
    const [cancelled, ...others] = await Promise.allSettled([
      underWay.then(() => bench.programme.cancelShow(OWNER, show.id, once)),
      ...buyers,
    ]);
    expect(cancelled).toMatchObject({ status: 'fulfilled' });
    const codes = others.flatMap((result) =>
      result.status === 'rejected' ? [(result.reason as { code?: string }).code] : [],
    );
    expect(codes.filter((code) => code !== 'INVALID_STATE')).toEqual([]);
    await bench.recovery.sweep();
    expect([...(await bench.seats(show.id)).values()].every((seat) => seat.status === 'available')).toBe(true);
    const left = await bench.database.prisma.booking.groupBy({
      by: ['status'],
      where: { showId: show.id },
      _count: true,
    });
    expect(left.map((group) => group.status)).toEqual(['cancelled']);
    const unsettled = await bench.database.prisma.payment.findMany({ where: { status: { not: 'refunded' } } });
    expect(unsettled).toEqual([]);
    expect(bench.lost).toEqual([]);
    expect(bench.errors).toEqual([]);
  });
});

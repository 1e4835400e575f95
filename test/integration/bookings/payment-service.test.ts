import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Booking } from '../../../src/domain/bookings/booking.js';
import type { Show } from '../../../src/domain/bookings/catalogue.js';
import {
  BUYER,
  codeOf,
  makeBooking,
  makeShow,
  once,
  openBookings,
  OWNER,
  STAFF,
  STRANGER,
  type BookingBench,
} from '../../support/booking-fixtures.js';
import { paymentEvent } from '../../support/scripted-provider.js';

let bench: BookingBench;
beforeAll(async () => {
  bench = await openBookings();
});
afterEach(() => {
  bench.provider.interfere = () => undefined;
});
afterAll(() => bench.stop());

const pay = (bookingId: string, paymentToken = 'tok_success', viewer = BUYER) =>
  bench.payments.pay(viewer, { bookingId, paymentToken }, once);
const booked = (id: string) => bench.bookings.get(BUYER, id);
const payments = async (id: string) => (await bench.bookings.paymentsByBookingIds(BUYER, [id])).get(id) ?? [];
const money = ({ totalMinor, currency }: Booking) => ({ amountMinor: totalMinor, currency });
const typesSince = async (count: number) =>
  (await bench.events()).slice(count).map((event) => event.type.replace('gateway.', ''));
const statuses = async (show: Show, ...labels: string[]) => {
  const seats = await bench.seats(show.id);
  return labels.map((label) => seats.get(label)?.status);
};
/** A booking whose payment was charged, but whose result nobody has told us yet. */
async function charged(show: Show, labels: readonly string[]) {
  const made = await makeBooking(bench, show, labels);
  expect(await pay(made.booking.id, 'tok_timeout')).toMatchObject({ status: 'pending_payment' });
  const [payment] = await payments(made.booking.id);
  return { ...made, paymentId: payment!.id, success: paymentEvent('succeeded', payment!.id, money(made.booking)) };
}

describe('paying', () => {
  test('sells the seats and confirms the booking', async () => {
    const show = await makeShow(bench, { title: 'Metropolis' });
    const { booking, hold } = await makeBooking(bench, show, ['A1', 'B2']);
    const before = (await bench.events()).length;
    expect(await pay(booking.id)).toMatchObject({ id: booking.id, status: 'confirmed', version: 2 });
    expect(await statuses(show, 'A1', 'B2', 'A2')).toEqual(['sold', 'sold', 'available']);
    expect(await bench.holds.get(BUYER, hold.id)).toMatchObject({ status: 'booked' });
    expect(await payments(booking.id)).toMatchObject([{ status: 'succeeded', amountMinor: 3250, currency: 'EUR' }]);
    expect((await bench.bookings.seatsByBookingIds(BUYER, [booking.id])).get(booking.id)).toEqual([
      { bookingId: booking.id, label: 'A1', tierCode: 'standard', priceMinor: 1250, currency: 'EUR' },
      { bookingId: booking.id, label: 'B2', tierCode: 'premium', priceMinor: 2000, currency: 'EUR' },
    ]);
    const [sold, confirmed] = (await bench.events()).slice(before);
    expect(sold?.data).toMatchObject({
      cause: 'sold',
      seatMapVersion: 2,
      bookingId: booking.id,
      seats: [
        { label: 'A1', status: 'sold' },
        { label: 'B2', status: 'sold' },
      ],
    });
    expect(confirmed).toMatchObject({
      type: 'gateway.booking.confirmed.v1',
      tenant: 'odeon',
      data: {
        email: 'bea@example.com',
        movieTitle: 'Metropolis',
        venueName: 'Odeon',
        screenName: 'Screen 1',
        total: { amountMinor: 3250, currency: 'EUR' },
      },
    });
  });

  test('that is declined leaves the hold, and another means of payment may be tried', async () => {
    const show = await makeShow(bench);
    const { booking } = await makeBooking(bench, show, ['A1']);
    expect(await codeOf(pay(booking.id, 'tok_decline'))).toBe('PAYMENT_DECLINED');
    expect(await booked(booking.id)).toMatchObject({ status: 'payment_failed' });
    expect(await statuses(show, 'A1')).toEqual(['held']);
    expect(await pay(booking.id)).toMatchObject({ status: 'confirmed' });
    expect((await payments(booking.id)).map((payment) => payment.status)).toEqual(['declined', 'succeeded']);
  });

  test('waits for the callback when the provider does not answer, and does not charge twice meanwhile', async () => {
    const show = await makeShow(bench);
    const { booking, success } = await charged(show, ['A1']);
    expect(await codeOf(pay(booking.id))).toBe('INVALID_STATE');
    expect(await bench.payments.receive(success)).toBe('confirm');
    expect(await booked(booking.id)).toMatchObject({ status: 'confirmed' });
  });

  test('is for the buyer alone, of a booking that waits for it', async () => {
    const show = await makeShow(bench);
    const { booking } = await makeBooking(bench, show, ['A1']);
    for (const viewer of [STRANGER, STAFF, OWNER])
      expect(await codeOf(pay(booking.id, 'tok_success', viewer))).toBe('NOT_FOUND');
    await pay(booking.id);
    expect(await codeOf(pay(booking.id))).toBe('INVALID_STATE');
  });

  test('comes too late once the hold has run out, swept or not', async () => {
    const show = await makeShow(bench);
    const { booking, hold } = await makeBooking(bench, show, ['A1']);
    await bench.expireHold(hold.id);
    expect(await codeOf(pay(booking.id))).toBe('HOLD_EXPIRED');
    await bench.expiry.sweep();
    expect(await booked(booking.id)).toMatchObject({ status: 'expired' });
    expect(await codeOf(pay(booking.id))).toBe('HOLD_EXPIRED');
    expect(await payments(booking.id)).toEqual([]);
  });

  test('is tried at most ten times', async () => {
    const { booking } = await makeBooking(bench, await makeShow(bench), ['A1']);
    for (let attempt = 0; attempt < 10; attempt += 1)
      expect(await codeOf(pay(booking.id, 'tok_decline'))).toBe('PAYMENT_DECLINED');
    expect(await codeOf(pay(booking.id))).toBe('LIMIT_EXCEEDED');
  });
});

describe('a callback', () => {
  test('is applied once, however often and however many at once it comes', async () => {
    const show = await makeShow(bench);
    const { booking, success } = await charged(show, ['A1']);
    const before = (await bench.events()).length;
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => bench.payments.receive(success)));
    expect(outcomes.sort()).toEqual(['confirm', ...Array.from({ length: 7 }, () => 'ignore')]);
    expect(await typesSince(before)).toEqual(['show.seats-changed.v1', 'booking.confirmed.v1']);
    expect(await booked(booking.id)).toMatchObject({ status: 'confirmed', version: 2 });
  });

  test('of a decline that arrives after the success is stale', async () => {
    const { booking, success, paymentId } = await charged(await makeShow(bench), ['A1']);
    await bench.payments.receive(success);
    expect(await bench.payments.receive(paymentEvent('declined', paymentId, money(booking)))).toBe('ignore');
    expect(await booked(booking.id)).toMatchObject({ status: 'confirmed' });
  });

  test('of a success that corrects a decline sells the seats', async () => {
    const { booking, success, paymentId } = await charged(await makeShow(bench), ['A1']);
    expect(await bench.payments.receive(paymentEvent('declined', paymentId, money(booking)))).toBe('decline');
    expect(await bench.payments.receive(success)).toBe('confirm');
    expect(await booked(booking.id)).toMatchObject({ status: 'confirmed' });
  });

  test('of a refund that overtakes its success ends with the money back', async () => {
    const { booking, success, paymentId } = await charged(await makeShow(bench), ['A1']);
    expect(await bench.payments.receive(paymentEvent('refunded', paymentId, money(booking)))).toBe('refunded');
    expect(await bench.payments.receive(success)).toBe('ignore');
    expect(await payments(booking.id)).toMatchObject([{ status: 'refunded' }]);
    expect(await booked(booking.id)).toMatchObject({ status: 'pending_payment' });
  });

  test('of another amount, or of a payment that is not ours, is refused and changes nothing', async () => {
    const { booking, success, paymentId } = await charged(await makeShow(bench), ['A1']);
    expect(await codeOf(bench.payments.receive({ ...success, amount: { amountMinor: 1, currency: 'EUR' } }))).toBe(
      'BAD_INPUT',
    );
    expect(await codeOf(bench.payments.receive({ ...success, amount: { ...success.amount, currency: 'USD' } }))).toBe(
      'BAD_INPUT',
    );
    expect(
      await codeOf(
        bench.payments.receive({
          ...success,
          paymentId: paymentId.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')),
        }),
      ),
    ).toBe('NOT_FOUND');
    expect(await codeOf(bench.payments.receive({ ...success, type: 'disputed' }))).toBe('BAD_INPUT');
    expect(await payments(booking.id)).toMatchObject([{ status: 'pending' }]);
    expect(await bench.payments.receive(success)).toBe('confirm');
  });

  test('of a second success for one booking gives that money back', async () => {
    const { booking, paymentId, success } = await charged(await makeShow(bench), ['A1']);
    await bench.payments.receive(paymentEvent('declined', paymentId, money(booking)));
    await pay(booking.id);
    expect(await bench.payments.receive(success)).toBe('refund');
    expect((await payments(booking.id)).map((payment) => payment.status)).toEqual(['refunded', 'succeeded']);
    expect(await booked(booking.id)).toMatchObject({ status: 'confirmed' });
  });
});

describe('money that comes after the hold has run out', () => {
  test('buys the seats when they are still free', async () => {
    const show = await makeShow(bench);
    const { booking, hold, success } = await charged(show, ['A1', 'A2']);
    await bench.expireHold(hold.id);
    await bench.expiry.sweep();
    expect(await booked(booking.id)).toMatchObject({ status: 'expired' });
    expect(await statuses(show, 'A1', 'A2')).toEqual(['available', 'available']);
    expect(await bench.payments.receive(success)).toBe('rebook');
    expect(await booked(booking.id)).toMatchObject({ status: 'confirmed' });
    expect(await statuses(show, 'A1', 'A2')).toEqual(['sold', 'sold']);
    expect(await bench.holds.get(BUYER, hold.id)).toMatchObject({ status: 'booked' });
  });

  test('buys them also from a hold that has run out itself', async () => {
    const show = await makeShow(bench);
    const { booking, hold, success } = await charged(show, ['A1', 'A2']);
    await bench.expireHold(hold.id);
    const other = await bench.holds.hold(STRANGER, { showId: show.id, seatLabels: ['A2', 'A3'] }, once);
    await bench.expireHold(other.id);
    expect(await bench.payments.receive(success)).toBe('rebook');
    expect(await booked(booking.id)).toMatchObject({ status: 'confirmed' });
    expect(await bench.holds.get(STRANGER, other.id)).toMatchObject({ status: 'expired' });
    expect(await statuses(show, 'A1', 'A2', 'A3')).toEqual(['sold', 'sold', 'available']);
  });

  test('buys them when nobody has swept yet', async () => {
    const { booking, hold, success } = await charged(await makeShow(bench), ['A1']);
    await bench.expireHold(hold.id);
    expect(await bench.payments.receive(success)).toBe('confirm');
    expect(await bench.expiry.sweep()).toBe(0);
    expect(await booked(booking.id)).toMatchObject({ status: 'confirmed' });
  });

  test('goes back when one of them has gone to somebody else', async () => {
    const show = await makeShow(bench);
    const { booking, hold, success, paymentId } = await charged(show, ['A1', 'A2']);
    await bench.expireHold(hold.id);
    await bench.holds.hold(STRANGER, { showId: show.id, seatLabels: ['A2'] }, once);
    const before = (await bench.events()).length;
    expect(await bench.payments.receive(success)).toBe('refund');
    expect(await booked(booking.id)).toMatchObject({ status: 'cancelled' });
    expect(await payments(booking.id)).toMatchObject([{ id: paymentId, status: 'refunded' }]);
    expect(await statuses(show, 'A1', 'A2')).toEqual(['available', 'held']);
    const [cancelled, refunded] = (await bench.events()).slice(before);
    expect(cancelled).toMatchObject({
      type: 'gateway.booking.cancelled.v1',
      data: { reason: 'seats_lost', seats: ['A1', 'A2'] },
    });
    expect(refunded).toMatchObject({
      type: 'gateway.booking.refunded.v1',
      data: { paymentId, amount: { amountMinor: 2500, currency: 'EUR' } },
    });
  });

  test('goes back once the show has started', async () => {
    const show = await makeShow(bench);
    const { booking, hold, success } = await charged(show, ['A1']);
    await bench.expireHold(hold.id);
    await bench.expiry.sweep();
    await bench.startShow(show.id);
    expect(await bench.payments.receive(success)).toBe('refund');
    expect(await booked(booking.id)).toMatchObject({ status: 'cancelled' });
  });

  test('goes back from a booking that was cancelled meanwhile, which stays cancelled', async () => {
    const show = await makeShow(bench);
    const { booking, success } = await charged(show, ['A1']);
    await bench.bookings.cancel(BUYER, { id: booking.id }, once);
    expect(await payments(booking.id)).toMatchObject([{ status: 'pending' }]);
    expect(await bench.payments.receive(success)).toBe('refund');
    expect(await payments(booking.id)).toMatchObject([{ status: 'refunded' }]);
    expect(await booked(booking.id)).toMatchObject({ status: 'cancelled' });
    expect(await statuses(show, 'A1')).toEqual(['available']);
  });
});

describe('cancelling a paid booking', () => {
  test('frees the seats and gives the money back', async () => {
    const show = await makeShow(bench);
    const { booking } = await makeBooking(bench, show, ['A1', 'A2']);
    await pay(booking.id);
    const before = (await bench.events()).length;
    expect(await bench.bookings.cancel(BUYER, { id: booking.id }, once)).toMatchObject({
      status: 'cancelled',
      version: 3,
    });
    expect(await statuses(show, 'A1', 'A2')).toEqual(['available', 'available']);
    expect(await payments(booking.id)).toMatchObject([{ status: 'refunded' }]);
    expect(await typesSince(before)).toEqual(['show.seats-changed.v1', 'booking.cancelled.v1', 'booking.refunded.v1']);
    expect(await codeOf(bench.bookings.cancel(BUYER, { id: booking.id }, once))).toBe('INVALID_STATE');
    // The seats can be sold again: the sale that was given up does not stand in the way.
    const again = await makeBooking(bench, show, ['A1'], STRANGER);
    expect(await pay(again.booking.id, 'tok_success', STRANGER)).toMatchObject({ status: 'confirmed' });
  });

  test("is for the buyer and the show's tenant; a buyer's time ends when the show starts", async () => {
    const show = await makeShow(bench);
    const { booking } = await makeBooking(bench, show, ['A1']);
    await pay(booking.id);
    expect(await codeOf(bench.bookings.cancel(STRANGER, { id: booking.id }, once))).toBe('NOT_FOUND');
    await bench.startShow(show.id);
    expect(await codeOf(bench.bookings.cancel(BUYER, { id: booking.id }, once))).toBe('INVALID_STATE');
    await bench.bookings.cancel(STAFF, { id: booking.id }, once);
    expect(
      (await bench.events()).filter((event) => event.type === 'gateway.booking.cancelled.v1').at(-1),
    ).toMatchObject({ actor: STAFF.subject, data: { reason: 'staff' } });
  });
});

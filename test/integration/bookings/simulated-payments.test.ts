import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  createSimulatedPaymentProvider,
  type SimulatedPaymentProvider,
} from '../../../src/adapters/payments/simulated-payment-provider.js';
import {
  BUYER,
  codeOf,
  makeBooking,
  makeShow,
  once,
  openBookings,
  type BookingBench,
} from '../../support/booking-fixtures.js';
import { until } from '../../support/until.js';

let folder: string;
let provider: SimulatedPaymentProvider;
let bench: BookingBench;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'payments-'));
  // Callbacks go to the service as a webhook would hand them on.
  provider = createSimulatedPaymentProvider({
    file: path.join(folder, 'payments.jsonl'),
    callbackDelayMs: 1,
    retryDelayMs: 1,
    deliver: async (event) => void (await bench.payments.receive(event)),
  });
  bench = await openBookings({ provider });
  await provider.start();
});
afterEach(async () => {
  await provider.stop();
  await bench.stop();
  await rm(folder, { recursive: true });
});

const status = async (id: string) => (await bench.bookings.get(BUYER, id)).status;
const pay = (bookingId: string, paymentToken: string) => bench.payments.pay(BUYER, { bookingId, paymentToken }, once);

test('each token of the simulated provider has its end', async () => {
  const show = await makeShow(bench);
  const [success, decline, timeout, late] = await Promise.all(
    ['A1', 'A2', 'A3', 'A4'].map(async (label) => (await makeBooking(bench, show, [label])).booking.id),
  );
  expect(await pay(success!, 'tok_success')).toMatchObject({ status: 'confirmed' });
  expect(await codeOf(pay(decline!, 'tok_decline'))).toBe('PAYMENT_DECLINED');
  expect(await pay(timeout!, 'tok_timeout')).toMatchObject({ id: timeout });
  expect(await pay(late!, 'tok_timeout_decline')).toMatchObject({ id: late });
  await until('the callback confirmed the booking', async () => (await status(timeout!)) === 'confirmed');
  await until('the callback failed the payment', async () => (await status(late!)) === 'payment_failed');
  await bench.bookings.cancel(BUYER, { id: success! }, once);
  expect((await bench.bookings.paymentsByBookingIds(BUYER, [success!])).get(success!)).toMatchObject([
    { status: 'refunded' },
  ]);
});

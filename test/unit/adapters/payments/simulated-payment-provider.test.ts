import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { PaymentEvent } from '../../../../src/domain/bookings/payment-provider.js';
import {
  createSimulatedPaymentProvider,
  type SimulatedPaymentProvider,
} from '../../../../src/adapters/payments/simulated-payment-provider.js';
import { until } from '../../../support/until.js';

const AMOUNT = { amountMinor: 2500, currency: 'EUR' };
let folder: string;
let file: string;
let delivered: PaymentEvent[];
let refuse: (event: PaymentEvent) => boolean;
const started: SimulatedPaymentProvider[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'payments-'));
  file = path.join(folder, 'deep', 'payments.jsonl');
  delivered = [];
  refuse = () => false;
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((provider) => provider.stop()));
  await rm(folder, { recursive: true });
});

/** A provider over the test's journal: what a new process would have. */
async function start(callbackDelayMs = 0): Promise<SimulatedPaymentProvider> {
  const provider = createSimulatedPaymentProvider({
    file,
    callbackDelayMs,
    retryDelayMs: 1,
    deliver: async (event) => {
      delivered.push(event);
      if (refuse(event)) throw new Error('503');
    },
  });
  started.push(provider);
  await provider.start();
  return provider;
}
const NEVER = 3_600_000;
const charge = (provider: SimulatedPaymentProvider, token: string, paymentId = 'p1', amount = AMOUNT) =>
  provider.charge({ paymentId, token, amount });

describe('a charge', () => {
  test.each([
    ['tok_success', 'succeeded'],
    ['tok_decline', 'declined'],
    ['tok_whatever', 'declined'],
    ['toString', 'declined'],
  ])('of %s is %s, and told by callback too', async (token, status) => {
    const provider = await start();
    const result = await charge(provider, token);
    expect(result).toMatchObject({
      status,
      event: { type: status, paymentId: 'p1', amount: AMOUNT, providerRef: 'sim_p1' },
    });
    await until('the callback came', () => delivered.length === 1);
    expect(delivered).toEqual(result.status === 'unknown' ? [] : [result.event]);
  });

  test.each([
    ['tok_timeout', 'succeeded'],
    ['tok_timeout_decline', 'declined'],
  ])('of %s has no answer; the callback says %s', async (token, type) => {
    const provider = await start();
    expect(await charge(provider, token)).toEqual({ status: 'unknown' });
    await until('the callback came', () => delivered.length === 1);
    expect(delivered).toMatchObject([{ type, paymentId: 'p1' }]);
    expect(await provider.status('p1')).toEqual({ status: 'settled', event: delivered[0] });
  });

  test('again, at once or later, with another token or after a restart, is the same one', async () => {
    const provider = await start(NEVER);
    const [first, second] = await Promise.all([charge(provider, 'tok_success'), charge(provider, 'tok_decline')]);
    expect(second).toEqual(first);
    expect(await charge(provider, 'tok_success')).toEqual(first);
    await provider.stop();
    expect(await charge(await start(NEVER), 'tok_decline')).toEqual(first);
  });

  test('of another amount under the same id is refused', async () => {
    const provider = await start(NEVER);
    await charge(provider, 'tok_success');
    await expect(charge(provider, 'tok_success', 'p1', { ...AMOUNT, amountMinor: 1 })).rejects.toThrow(
      'another amount',
    );
  });

  test('needs the provider to be started', async () => {
    const provider = await start();
    await provider.stop();
    await expect(charge(provider, 'tok_success')).rejects.toThrow('not started');
  });
});

describe('a refund', () => {
  test('gives back what was taken, once', async () => {
    const provider = await start();
    await charge(provider, 'tok_success');
    const refunded = await provider.refund('p1');
    expect(refunded).toMatchObject({
      status: 'refunded',
      event: { type: 'refunded', paymentId: 'p1', amount: AMOUNT },
    });
    expect(await provider.refund('p1')).toEqual(refunded);
    expect(await provider.status('p1')).toMatchObject({ status: 'settled', event: { type: 'refunded' } });
    await until('both callbacks came', () => delivered.length === 2);
    expect(await charge(provider, 'tok_success')).toMatchObject({ status: 'succeeded', event: { type: 'succeeded' } });
  });

  test('of what was never taken is refused', async () => {
    const provider = await start();
    await charge(provider, 'tok_decline');
    await expect(provider.refund('p1')).rejects.toThrow('no money');
    await expect(provider.refund('p2')).rejects.toThrow('no money');
    expect(await provider.status('p2')).toEqual({ status: 'absent' });
  });
});

describe('a callback', () => {
  test('is repeated until it is acknowledged, and not after', async () => {
    refuse = () => delivered.length < 4;
    const provider = await start();
    await charge(provider, 'tok_success');
    await until('it was acknowledged', async () => (await readFile(file, 'utf8')).includes('"delivered"'));
    expect(delivered.map((event) => event.id)).toEqual(Array.from({ length: 4 }, () => delivered[0]?.id));
    await provider.stop();
    await charge(await start(), 'tok_success', 'p2');
    await until('another callback came', () => delivered.length > 4);
    expect(delivered.slice(4)).toMatchObject([{ paymentId: 'p2' }]);
  });

  test('survives a restart', async () => {
    const provider = await start(NEVER);
    await charge(provider, 'tok_timeout');
    await provider.stop();
    expect(delivered).toEqual([]);
    await start();
    await until('the callback came', () => delivered.length === 1);
    expect(delivered).toMatchObject([{ type: 'succeeded', paymentId: 'p1' }]);
  });
});

describe('two gateways on one journal', () => {
  test('charge a payment once, whichever is asked, also at the same moment', async () => {
    const [a, b] = [await start(), await start()];
    const ids = Array.from({ length: 20 }, (_, index) => `p${index}`);
    const answers = await Promise.all(
      ids.map((id) => Promise.all([charge(a, 'tok_success', id), charge(b, 'tok_decline', id)])),
    );
    for (const [ofA, ofB] of answers) expect(ofA).toEqual(ofB);
    await until('every callback came', () => delivered.length >= ids.length);
    const told = delivered.map(({ id }) => id);
    expect(new Set(told)).toEqual(new Set(answers.map(([answer]) => answer.status !== 'unknown' && answer.event.id)));
    expect(told).toHaveLength(ids.length);
  });

  test('know of and refund what the other has charged, once', async () => {
    const [a, b] = [await start(NEVER), await start(NEVER)];
    await charge(a, 'tok_timeout');
    expect(await b.status('p1')).toMatchObject({ status: 'settled', event: { type: 'succeeded' } });
    const [ofA, ofB] = await Promise.all([a.refund('p1'), b.refund('p1')]);
    expect(ofB).toEqual(ofA);
    expect(await a.status('p1')).toMatchObject({ status: 'settled', event: { type: 'refunded' } });
  });

  test('do not repeat a callback that the other has delivered', async () => {
    const a = await start(50);
    await charge(a, 'tok_success');
    // It resumes the callback, which is not delivered yet.
    const b = await start(300);
    await until('it was acknowledged', async () => (await readFile(file, 'utf8')).includes('"delivered"'));
    await charge(b, 'tok_success', 'p2');
    await until('a later callback of the other came', () => delivered.some(({ paymentId }) => paymentId === 'p2'));
    expect(delivered.filter(({ paymentId }) => paymentId === 'p1')).toHaveLength(1);
  });
});

test('a line that a crash has cut short is as if it had not been written', async () => {
  const provider = await start(NEVER);
  await charge(provider, 'tok_success');
  await provider.stop();
  await appendFile(file, '{"event":{"id":"evt_half","type":"refun');
  const again = await start(NEVER);
  expect(await again.status('p1')).toMatchObject({ event: { type: 'succeeded' } });
  await charge(again, 'tok_success', 'p2');
  await again.stop();
  const third = await start(NEVER);
  expect(await third.status('p2')).toMatchObject({ event: { type: 'succeeded' } });
});

import { describe, expect, it } from '@jest/globals';
import type { PaymentProvider } from '../../../../src/domain/bookings/payment-provider.js';
import { timedProvider } from '../../../../src/domain/bookings/timed-provider.js';

const WITHIN_MS = 20;
const charge = { paymentId: 'p', amount: { amountMinor: 100, currency: 'EUR' }, token: 't' };

describe('a payment provider within its time', () => {
  it('throws for what a silent one does not answer, whichever method it is', async () => {
    const silent = (): Promise<never> => new Promise(() => undefined);
    const provider = timedProvider({ charge: silent, refund: silent, status: silent }, WITHIN_MS);
    for (const asked of [provider.charge(charge), provider.refund('p'), provider.status('p')])
      await expect(asked).rejects.toThrow('did not answer within 20 ms');
  });

  it('answers and fails as the provider does', async () => {
    const real: PaymentProvider = {
      charge: async () => ({ status: 'unknown' }),
      refund: async () => Promise.reject(new Error('no money')),
      status: async () => ({ status: 'absent' }),
    };
    const provider = timedProvider(real, WITHIN_MS);
    expect(await provider.charge(charge)).toEqual({ status: 'unknown' });
    expect(await provider.status('p')).toEqual({ status: 'absent' });
    await expect(provider.refund('p')).rejects.toThrow('no money');
  });
});

import { within } from '../../kernel/within.js';
import type { PaymentProvider } from './payment-provider.js';

/** Well below an operation's deadline: a buyer is told that the answer is not known yet, rather than nothing. */
const ANSWER_WITHIN_MS = 4_000;

/** `provider`, but that a method it does not answer in time throws: an answer that is not known, which a callback or the recovery brings later. */
export function timedProvider(provider: PaymentProvider, withinMs = ANSWER_WITHIN_MS): PaymentProvider {
  const timed = <T>(answer: Promise<T>): Promise<T> =>
    within(withinMs, answer, () => new Error(`The payment provider did not answer within ${withinMs} ms`));
  return {
    charge: (charge) => timed(provider.charge(charge)),
    refund: (paymentId) => timed(provider.refund(paymentId)),
    status: (paymentId) => timed(provider.status(paymentId)),
  };
}

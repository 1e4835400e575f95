import { withTimeout } from '../../kernel/with-timeout.js';
import type { PaymentProvider } from './payment-provider.js';

/** Well below an operation's deadline, so that a buyer still learns that the answer is not known yet. */
const ANSWER_WITHIN_MS = 4_000;

/**
 * `provider` with a time limit: a method without an answer in time throws. A callback or the recovery brings the answer
 * later.
 */
export function timedProvider(provider: PaymentProvider, withinMs = ANSWER_WITHIN_MS): PaymentProvider {
  const timed = <T>(answer: Promise<T>): Promise<T> =>
    withTimeout(withinMs, answer, () => new Error(`The payment provider did not answer within ${withinMs} ms`));
  return {
    charge: (charge) => timed(provider.charge(charge)),
    refund: (paymentId) => timed(provider.refund(paymentId)),
    status: (paymentId) => timed(provider.status(paymentId)),
  };
}

import type {
  Charge,
  ChargeResult,
  PaymentEvent,
  PaymentProvider,
} from '../../src/domain/bookings/payment-provider.js';
import type { Money } from '../../src/domain/bookings/money.js';
import type { Id } from '../../src/kernel/ids.js';

/**
 * A provider in memory that tells a test what it was asked, and that a test can make fail. It never calls back by
 * itself.
 */
export interface ScriptedProvider extends PaymentProvider {
  readonly charges: readonly Charge[];
  readonly refunds: readonly Id[];
  /** Runs before a charge or refund is answered; what it throws is thrown to the caller, after the money was moved. */
  interfere: (what: 'charge' | 'refund', paymentId: Id) => Promise<void> | void;
}

/** The event a provider would tell of. */
export function paymentEvent(
  type: PaymentEvent['type'],
  paymentId: Id,
  amount: Money,
  id = `${type}:${paymentId}`,
): PaymentEvent {
  return { id, type, paymentId, amount, providerRef: `ref:${paymentId}` };
}

/** tok_success, tok_decline, and tok_timeout, whose charge succeeds without an answer. */
export function createScriptedProvider(): ScriptedProvider {
  const charges: Charge[] = [];
  const refunds: Id[] = [];
  const latest = new Map<Id, PaymentEvent>();
  const first = new Map<Id, ChargeResult>();
  const provider: ScriptedProvider = {
    charges,
    refunds,
    interfere: () => undefined,
    async charge(charge) {
      charges.push(charge);
      const { paymentId, amount, token } = charge;
      const known = first.get(paymentId);
      if (known === undefined) {
        const type = token === 'tok_decline' ? 'declined' : 'succeeded';
        const event = paymentEvent(type, paymentId, amount);
        latest.set(paymentId, event);
        first.set(paymentId, token === 'tok_timeout' ? { status: 'unknown' } : { status: type, event });
      }
      await provider.interfere('charge', paymentId);
      return first.get(paymentId) ?? { status: 'unknown' };
    },
    async refund(paymentId) {
      refunds.push(paymentId);
      await provider.interfere('refund', paymentId);
      const charged = latest.get(paymentId);
      if (charged === undefined) throw new Error('There is nothing to refund');
      const event = paymentEvent('refunded', paymentId, charged.amount);
      latest.set(paymentId, event);
      return { status: 'refunded', event };
    },
    async status(paymentId) {
      const event = latest.get(paymentId);
      return event === undefined ? { status: 'absent' } : { status: 'settled', event };
    },
  };
  return provider;
}

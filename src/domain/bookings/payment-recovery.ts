import { unreachable } from '../../kernel/errors.js';
import type { BookingBacklog, UnsettledPayment } from './booking-backlog.js';
import type { PaymentProvider } from './payment-provider.js';
import type { PaymentSettlement } from './payment-settlement.js';
import type { BookingUnitOfWork } from './seat-steps.js';
import { clearCancelledShow } from './show-cancellation.js';
import { createSweep, type Sweep } from './sweep.js';

export interface PaymentRecoveryParts {
  readonly backlog: BookingBacklog;
  readonly unitOfWork: BookingUnitOfWork;
  readonly provider: PaymentProvider;
  readonly settlement: PaymentSettlement;
  readonly intervalMs?: number;
  /** How long a payment may wait for its result or its refund before the provider is asked. */
  readonly settleAfterMs?: number;
  /** How long after its start a payment the provider has never heard of counts as declined: longer than any request to it can be under way. */
  readonly absentAfterMs?: number;
  readonly onError?: (error: unknown) => void;
}

const BATCH = 100;

/**
 * Picks up what a crash or a silent provider has left: payments without a result are looked up at the provider, refunds that are
 * due are asked for again, cancelled shows are cleared. A sweep deals with the oldest of each and resolves to how many it settled;
 * one that fails is reported and does not keep the others waiting.
 */
export function createPaymentRecovery(parts: PaymentRecoveryParts): Sweep {
  const { backlog, unitOfWork, provider, settlement, intervalMs = 5_000, settleAfterMs = 10_000, absentAfterMs = 120_000, onError = () => undefined } = parts;

  async function settle(payment: UnsettledPayment): Promise<boolean> {
    if (payment.status === 'refund_pending') return settlement.refund(payment.id);
    const answer = await provider.status(payment.id);
    switch (answer.status) {
      case 'pending':
        return false;
      case 'absent': {
        if (payment.ageMs < absentAfterMs) return false;
        // Should a charge arrive there after all, its success still buys the seats or goes back: see decideOutcome.
        const name = `absent:${payment.id}`;
        await settlement.apply({ id: name, type: 'declined', paymentId: payment.id, amount: payment.amount, providerRef: name });
        return true;
      }
      case 'settled':
        if ((await settlement.apply(answer.event)) === 'refund') await settlement.refund(payment.id);
        return true;
      default:
        return unreachable(answer);
    }
  }

  async function sweep(): Promise<number> {
    let settled = 0;
    const attempt = async (work: () => Promise<boolean>) => {
      if (await work().catch((error: unknown) => (onError(error), false))) settled += 1;
    };
    for (const show of await backlog.unclearedShows(BATCH)) await attempt(async () => (await clearCancelledShow(unitOfWork, show), true));
    for (const payment of await backlog.unsettledPayments(settleAfterMs, BATCH)) await attempt(() => settle(payment));
    return settled;
  }
  return createSweep({ intervalMs, sweep, onError });
}

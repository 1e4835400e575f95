import { withTimeout } from '../../kernel/with-timeout.js';
import { unreachable } from '../../kernel/errors.js';
import type { Id } from '../../kernel/ids.js';
import type { BookingBacklog, UnsettledPayment } from './booking-backlog.js';
import type { PaymentProvider } from './payment-provider.js';
import type { PaymentSettlement } from './payment-settlement.js';
import type { BookingUnitOfWork } from './booking-transaction.js';
import { clearCancelledShow } from './show-cancellation.js';
import { createSweep, type Sweep } from '../../kernel/sweep.js';

interface PaymentRecoveryParts {
  readonly backlog: BookingBacklog;
  readonly unitOfWork: BookingUnitOfWork;
  readonly provider: PaymentProvider;
  readonly settlement: PaymentSettlement;
  readonly intervalMs?: number;
  /** The time that a payment waits for its result or refund before the provider is asked. */
  readonly settleAfterMs?: number;
  /**
   * How long after its start a payment the provider has never heard of counts as declined: longer than any request to
   * it can be under way.
   */
  readonly absentAfterMs?: number;
  /** The time limit of one payment, after which the sweep goes on. */
  readonly deadlineMs?: number;
  readonly onError?: (error: unknown) => void;
}

const BATCH = 100;
const AT_ONCE = 8;

/**
 * Picks up what a crash or a silent provider has left: payments without a result are looked up at the provider, refunds
 * that are due are asked for again, cancelled shows are cleared. A sweep tries everything that is due once and resolves
 * to how many it settled; one that fails, or of which nothing is heard for long, is reported and does not keep the
 * others waiting.
 */
export function createPaymentRecovery(parts: PaymentRecoveryParts): Sweep {
  const {
    backlog,
    unitOfWork,
    provider,
    settlement,
    intervalMs = 5_000,
    settleAfterMs = 10_000,
    absentAfterMs = 120_000,
    deadlineMs = 30_000,
    onError = () => undefined,
  } = parts;

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
        await settlement.apply({
          id: name,
          type: 'declined',
          paymentId: payment.id,
          amount: payment.amount,
          providerRef: name,
        });
        return true;
      }
      case 'settled':
        if ((await settlement.apply(answer.event)).outcome === 'refund') await settlement.refund(payment.id);
        return true;
      default:
        return unreachable(answer);
    }
  }

  async function attempt(work: () => Promise<boolean>): Promise<number> {
    try {
      return (await withTimeout(deadlineMs, work(), () => new Error(`No end within ${deadlineMs} ms`))) ? 1 : 0;
    } catch (error) {
      onError(error);
      return 0;
    }
  }

  async function sweep(): Promise<number> {
    let settled = 0;
    for (let after: Id | undefined; ;) {
      const shows = await backlog.unclearedShows(after, BATCH);
      for (const show of shows)
        settled += await attempt(async () => (await clearCancelledShow(unitOfWork, show), true));
      if (shows.length < BATCH) break;
      after = shows.at(-1);
    }
    // Reads all of them, page by page. The oldest alone could be payments that can never be settled.
    for (let after: Id | undefined; ;) {
      const page = await backlog.unsettledPayments(settleAfterMs, after, BATCH);
      for (let next = 0; next < page.length; next += AT_ONCE) {
        const counts = await Promise.all(
          page.slice(next, next + AT_ONCE).map((payment) => attempt(() => settle(payment))),
        );
        settled += counts.reduce((sum, count) => sum + count, 0);
      }
      if (page.length < BATCH) return settled;
      after = page.at(-1)?.id;
    }
  }
  return createSweep({ intervalMs, sweep, onError });
}

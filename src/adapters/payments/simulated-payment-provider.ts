import { randomUUID } from 'node:crypto';
import type { Id } from '../../kernel/ids.js';
import type { Charge, PaymentEvent, PaymentProvider } from '../../domain/bookings/payment-provider.js';
import { sameMoney } from '../../domain/bookings/money.js';
import { createCallbacks, type Callbacks } from './callbacks.js';
import { openPaymentJournal, type PaymentJournal } from './payment-journal.js';

/** The tokens of means of payment with their results. Any other token is declined. */
const TOKENS: Readonly<Record<string, { readonly outcome: 'succeeded' | 'declined'; readonly answers: boolean }>> = {
  tok_success: { outcome: 'succeeded', answers: true },
  tok_decline: { outcome: 'declined', answers: true },
  // The charge succeeds, but its answer is lost. Only the callback reports it.
  tok_timeout: { outcome: 'succeeded', answers: false },
  tok_timeout_decline: { outcome: 'declined', answers: false },
};

interface SimulatedPaymentProviderConfig {
  /** The journal's file, in the state folder. */
  readonly file: string;
  /** Delivers an event to the gateway. Resolves when the gateway has acknowledged it. */
  readonly deliver: (event: PaymentEvent) => Promise<void>;
  /** From an event to its callback. */
  readonly callbackDelayMs?: number;
  /** From a callback that failed to the next try; doubled each time, at most a minute. */
  readonly retryDelayMs?: number;
}

export interface SimulatedPaymentProvider extends PaymentProvider {
  /** Reads the journal and resumes the unacknowledged callbacks. Before it, every method rejects. */
  start(): Promise<void>;
  /** Resolves when no callback is running. The remaining callbacks go on after the next start. */
  stop(): Promise<void>;
}

interface Account {
  readonly charge: PaymentEvent;
  refund?: PaymentEvent;
}

/**
 * A simulated payment provider: charges are idempotent by payment ID and survive a restart. Every event is also
 * delivered by callback, at least once, until it is acknowledged.
 */
export function createSimulatedPaymentProvider({
  file,
  deliver,
  callbackDelayMs = 1_000,
  retryDelayMs = 1_000,
}: SimulatedPaymentProviderConfig): SimulatedPaymentProvider {
  const accounts = new Map<Id, Account>();
  /**
   * By payment, the call that is in progress. Later calls wait for it, so two calls for one payment do not both make
   * the first charge.
   */
  const busy = new Map<Id, Promise<unknown>>();
  let open: { readonly journal: PaymentJournal; readonly callbacks: Callbacks } | undefined;

  function opened(): { readonly journal: PaymentJournal; readonly callbacks: Callbacks } {
    if (open === undefined) throw new Error('The simulated payment provider is not started');
    return open;
  }
  function inTurn<T>(paymentId: Id, work: () => Promise<T>): Promise<T> {
    const turn = (busy.get(paymentId) ?? Promise.resolve()).then(work);
    const done = turn
      .catch(() => undefined)
      .then(() => {
        if (busy.get(paymentId) === done) busy.delete(paymentId);
      });
    busy.set(paymentId, done);
    return turn;
  }
  async function happened(event: PaymentEvent): Promise<void> {
    const { journal, callbacks } = opened();
    await journal.append({ event });
    remember(event);
    callbacks.schedule(event, callbackDelayMs);
  }
  function remember(event: PaymentEvent): void {
    const account = accounts.get(event.paymentId);
    if (event.type === 'refunded' && account !== undefined) account.refund = event;
    else accounts.set(event.paymentId, { charge: event });
  }

  async function charge({ paymentId, amount, token }: Charge): ReturnType<PaymentProvider['charge']> {
    const before = accounts.get(paymentId)?.charge;
    if (before !== undefined) {
      if (!sameMoney(before.amount, amount)) throw new Error(`Payment ${paymentId} was charged with another amount`);
      return { status: before.type === 'declined' ? 'declined' : 'succeeded', event: before };
    }
    const { outcome, answers } = (Object.hasOwn(TOKENS, token) ? TOKENS[token] : undefined) ?? {
      outcome: 'declined' as const,
      answers: true,
    };
    const event: PaymentEvent = {
      id: `evt_${randomUUID()}`,
      type: outcome,
      paymentId,
      amount,
      providerRef: `sim_${paymentId}`,
    };
    await happened(event);
    return answers ? { status: outcome, event } : { status: 'unknown' };
  }

  async function refund(paymentId: Id): ReturnType<PaymentProvider['refund']> {
    const account = accounts.get(paymentId);
    if (account?.charge.type !== 'succeeded') throw new Error(`Payment ${paymentId} has taken no money`);
    if (account.refund === undefined)
      await happened({ ...account.charge, id: `evt_${randomUUID()}`, type: 'refunded' });
    return { status: 'refunded', event: account.refund ?? account.charge };
  }

  return {
    charge: (asked) => inTurn(asked.paymentId, async () => (opened(), charge(asked))),
    refund: (paymentId) => inTurn(paymentId, async () => (opened(), refund(paymentId))),
    status: (paymentId) =>
      inTurn(paymentId, async () => {
        opened();
        const account = accounts.get(paymentId);
        return account === undefined
          ? { status: 'absent' }
          : { status: 'settled', event: account.refund ?? account.charge };
      }),

    async start() {
      if (open !== undefined) return;
      const { journal, entries } = await openPaymentJournal(file);
      const callbacks = createCallbacks({
        deliver,
        retryDelayMs,
        onDelivered: (id) => journal.append({ delivered: id }),
      });
      open = { journal, callbacks };
      const delivered = new Set(entries.flatMap((entry) => ('delivered' in entry ? [entry.delivered] : [])));
      for (const entry of entries) {
        if (!('event' in entry)) continue;
        remember(entry.event);
        if (!delivered.has(entry.event.id)) callbacks.schedule(entry.event, callbackDelayMs);
      }
    },
    async stop() {
      if (open === undefined) return;
      const { journal, callbacks } = open;
      await callbacks.stop();
      await Promise.all(busy.values());
      open = undefined;
      await journal.close();
    },
  };
}

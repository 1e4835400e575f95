import { randomUUID } from 'node:crypto';
import type { Id } from '../../kernel/ids.js';
import type { Charge, PaymentEvent, PaymentProvider } from '../../domain/bookings/payment-provider.js';
import { sameMoney, type Money } from '../../domain/bookings/money.js';
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
 * A simulated payment provider: charges are idempotent by payment ID, survive a restart, and are the same at all
 * gateways on one state folder: of two charges of a payment, the first in the journal counts. Every event is also
 * delivered by callback, at least once, until it is acknowledged.
 */
export function createSimulatedPaymentProvider({
  file,
  deliver,
  callbackDelayMs = 1_000,
  retryDelayMs = 1_000,
}: SimulatedPaymentProviderConfig): SimulatedPaymentProvider {
  const accounts = new Map<Id, Account>();
  /** The events whose callbacks were acknowledged. */
  const delivered = new Set<string>();
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
  /** Takes over what this and other gateways have written. */
  async function catchUp(): Promise<void> {
    for (const entry of await opened().journal.read())
      if ('event' in entry) remember(entry.event);
      else delivered.add(entry.delivered);
  }
  /** Resolves to the event that counts: this one, or an earlier one of another gateway. */
  async function happened(event: PaymentEvent): Promise<PaymentEvent> {
    const { journal, callbacks } = opened();
    await journal.append({ event });
    await catchUp();
    const { charge: charged, refund: refunded } = accounts.get(event.paymentId)!;
    const counts = event.type === 'refunded' ? refunded! : charged;
    if (counts.id === event.id) callbacks.schedule(event, callbackDelayMs);
    return counts;
  }
  function remember(event: PaymentEvent): void {
    const account = accounts.get(event.paymentId);
    if (account === undefined) accounts.set(event.paymentId, { charge: event });
    else if (event.type === 'refunded') account.refund ??= event;
  }
  function settled(charged: PaymentEvent, amount: Money): Awaited<ReturnType<PaymentProvider['charge']>> {
    if (!sameMoney(charged.amount, amount))
      throw new Error(`Payment ${charged.paymentId} was charged with another amount`);
    return { status: charged.type === 'declined' ? 'declined' : 'succeeded', event: charged };
  }

  async function charge({ paymentId, amount, token }: Charge): ReturnType<PaymentProvider['charge']> {
    await catchUp();
    const before = accounts.get(paymentId)?.charge;
    if (before !== undefined) return settled(before, amount);
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
    const counts = await happened(event);
    return answers || counts.id !== event.id ? settled(counts, amount) : { status: 'unknown' };
  }

  async function refund(paymentId: Id): ReturnType<PaymentProvider['refund']> {
    await catchUp();
    const account = accounts.get(paymentId);
    if (account?.charge.type !== 'succeeded') throw new Error(`Payment ${paymentId} has taken no money`);
    const event =
      account.refund ?? (await happened({ ...account.charge, id: `evt_${randomUUID()}`, type: 'refunded' }));
    return { status: 'refunded', event };
  }

  return {
    charge: (asked) => inTurn(asked.paymentId, async () => (opened(), charge(asked))),
    refund: (paymentId) => inTurn(paymentId, async () => (opened(), refund(paymentId))),
    status: (paymentId) =>
      inTurn(paymentId, async () => {
        await catchUp();
        const account = accounts.get(paymentId);
        return account === undefined
          ? { status: 'absent' }
          : { status: 'settled', event: account.refund ?? account.charge };
      }),

    async start() {
      if (open !== undefined) return;
      const journal = await openPaymentJournal(file);
      const callbacks = createCallbacks({
        retryDelayMs,
        async deliver(event) {
          await catchUp();
          // After a restart, callbacks of the other gateways are resumed too. They may have delivered them meanwhile.
          if (!delivered.has(event.id)) await deliver(event);
        },
        async onDelivered(id) {
          if (!delivered.has(id)) await journal.append({ delivered: id });
        },
      });
      open = { journal, callbacks };
      await catchUp();
      for (const { charge: charged, refund: refunded } of accounts.values())
        for (const event of [charged, refunded ?? []].flat())
          if (!delivered.has(event.id)) callbacks.schedule(event, callbackDelayMs);
    },
    async stop() {
      if (open === undefined) return;
      const { journal, callbacks } = open;
      await callbacks.stop();
      await Promise.all(busy.values());
      open = undefined;
      accounts.clear();
      delivered.clear();
      await journal.close();
    },
  };
}

import type { Id } from '../../kernel/ids.js';
import type { Money } from './money.js';

/** A provider's event about a payment. `id` is the provider's, and the same for each delivery of the event. */
export interface PaymentEvent {
  readonly id: string;
  readonly type: 'succeeded' | 'declined' | 'refunded';
  readonly paymentId: Id;
  readonly amount: Money;
  /** The provider's own name for the payment. */
  readonly providerRef: string;
}

export interface Charge {
  /** The idempotency key: charging it again answers as the first time and takes no more money. */
  readonly paymentId: Id;
  readonly amount: Money;
  /** The token of a means of payment. It is never stored. */
  readonly token: string;
}

export type ChargeResult =
  | { readonly status: 'succeeded' | 'declined'; readonly event: PaymentEvent }
  /** The provider may or may not have taken the money: a callback or `status` will tell. */
  | { readonly status: 'unknown' };

type RefundResult = { readonly status: 'refunded'; readonly event: PaymentEvent } | { readonly status: 'unknown' };

type ProviderStatus =
  /** The provider has never heard of the payment: it was not charged. */
  | { readonly status: 'absent' }
  | { readonly status: 'pending' }
  | { readonly status: 'settled'; readonly event: PaymentEvent };

/**
 * The port to the payment provider. Events are also delivered by callback to PaymentService.receive: at least once, in
 * any order. A method that throws counts as an unknown answer.
 */
export interface PaymentProvider {
  charge(charge: Charge): Promise<ChargeResult>;
  /** Gives back all of the payment; again, once it was, it answers the same. */
  refund(paymentId: Id): Promise<RefundResult>;
  /** The latest event of a payment. */
  status(paymentId: Id): Promise<ProviderStatus>;
}

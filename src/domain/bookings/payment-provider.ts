import type { Id } from '../../kernel/ids.js';
import type { Money } from './money.js';

/** What the provider says has happened to a payment. `id` is the provider's, the same however often and by whatever way it is told. */
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
  /** Stands for a means of payment; never stored. */
  readonly token: string;
}

export type ChargeResult =
  | { readonly status: 'succeeded' | 'declined'; readonly event: PaymentEvent }
  /** The provider may or may not have taken the money: a callback or `status` will tell. */
  | { readonly status: 'unknown' };

export type RefundResult =
  { readonly status: 'refunded'; readonly event: PaymentEvent } | { readonly status: 'unknown' };

export type ProviderStatus =
  /** The provider has never heard of the payment: it was not charged. */
  | { readonly status: 'absent' }
  | { readonly status: 'pending' }
  | { readonly status: 'settled'; readonly event: PaymentEvent };

/**
 * The port to whoever takes the money. Events are also delivered by callback: at least once, in any order, to
 * PaymentService.receive. A method that throws counts as an answer that is not known.
 */
export interface PaymentProvider {
  charge(charge: Charge): Promise<ChargeResult>;
  /** Gives back all of the payment; again, once it was, it answers the same. */
  refund(paymentId: Id): Promise<RefundResult>;
  /** The latest event of a payment. */
  status(paymentId: Id): Promise<ProviderStatus>;
}

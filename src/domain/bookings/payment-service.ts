import { DomainError, requireFound } from '../../kernel/errors.js';
import { newId, requireId, type Id } from '../../kernel/ids.js';
import { parseInput } from '../../kernel/validate.js';
import type { Member, Viewer } from '../../kernel/viewer.js';
import type { CommandContext } from '../../kernel/command-context.js';
import { bookingMember } from './booking-access.js';
import type { Booking, Payment } from './booking.js';
import { buyerOf } from './buyer.js';
import { decidePayment, requireBookingVersion } from './booking-decisions.js';
import { payBookingInput, paymentEventInput } from './booking-inputs.js';
import type { BookingReads } from './booking-reads.js';
import type { BookingUnitOfWork } from './booking-transaction.js';
import type { PaymentOutcome } from './payment-decisions.js';
import type { ChargeResult, PaymentProvider } from './payment-provider.js';
import { retryOnConflict } from './concurrent-update.js';
import type { SettlementResult, PaymentSettlement } from './payment-settlement.js';

/** Payments by the buyer of a booking. */
export interface PaymentService {
  /**
   * Charges the booking's total. Resolves to the booking: confirmed; pending_payment when the provider's answer is not
   * known yet; or cancelled when its seats went while it was paid (the money goes back). Throws PAYMENT_DECLINED
   * (another try is possible while the hold lasts), HOLD_EXPIRED, INVALID_STATE, VERSION_CONFLICT. A repetition with
   * the same idempotency key drives the same payment on, and never charges twice.
   */
  pay(viewer: Viewer, input: unknown, command: CommandContext): Promise<Booking>;
  /**
   * Applies a provider's callback with a verified signature, at least once, in any order. A rejection requests another
   * delivery.
   */
  receive(event: unknown): Promise<PaymentOutcome['kind']>;
}

interface PaymentServiceParts {
  readonly reads: BookingReads;
  readonly unitOfWork: BookingUnitOfWork;
  readonly provider: PaymentProvider;
  readonly settlement: PaymentSettlement;
}

/** See PaymentService. */
export function createPaymentService({ reads, unitOfWork, provider, settlement }: PaymentServiceParts): PaymentService {
  /** A refund that fails here is picked up by the payment recovery. */
  async function settle(event: Parameters<PaymentSettlement['apply']>[0]): Promise<SettlementResult> {
    const applied = await settlement.apply(event);
    if (applied.outcome === 'refund') await settlement.refund(event.paymentId).catch(() => false);
    return applied;
  }

  /**
   * First transaction: records the payment before the charge, so that a crash cannot lose a charge. `isNew` is false
   * for a payment that an earlier attempt of the command created.
   */
  async function begin(
    member: Member,
    bookingId: Id,
    expectedVersion: number | undefined,
    command: CommandContext,
  ): Promise<{ readonly payment: Payment; readonly isNew: boolean }> {
    let isNew = false;
    const payment = await retryOnConflict(() =>
      unitOfWork.run(partOf(command, 'payment'), async ({ bookings }) => {
        isNew = true;
        const found = requireFound(await bookings.lockBookingToPay(buyerOf(member), bookingId), 'Booking');
        const { hold, booking, payments, show, now } = found;
        requireBookingVersion(booking, expectedVersion);
        const begun = decidePayment({ id: newId('Payment', now), booking, hold, payments, show, now });
        await bookings.insertPayment(begun, payments);
        if (booking.status !== 'pending_payment') await bookings.changeBookings([booking], 'pending_payment', now);
        return begun;
      }),
    );
    return { payment, isNew };
  }

  async function statusOf({ id }: Payment, member: Member): Promise<Payment['status'] | undefined> {
    return (await reads.paymentsByIds({ buyer: buyerOf(member) }, [id])).get(id)?.status;
  }

  return {
    async pay(viewer, input, command) {
      const member = bookingMember(viewer);
      const { bookingId: id, paymentToken: token, expectedVersion } = parseInput(payBookingInput, input);
      const bookingId = requireId('Booking', id);
      const { payment, isNew } = await begin(member, bookingId, expectedVersion, command);
      let settled: SettlementResult | undefined;
      // A repetition may find the payment settled; asking the provider again would be harmless but slow.
      if (isNew || (await statusOf(payment, member)) === 'pending') {
        const result = await provider
          .charge({
            paymentId: payment.id,
            amount: { amountMinor: payment.amountMinor, currency: payment.currency },
            token,
          })
          .catch((): ChargeResult => ({ status: 'unknown' }));
        if (result.status !== 'unknown') settled = await settle(result.event);
      }
      if ((settled?.payment.status ?? (await statusOf(payment, member))) === 'declined')
        throw new DomainError('PAYMENT_DECLINED', undefined, { bookingId, paymentId: payment.id });
      const booking =
        settled?.booking ?? (await reads.bookingsByIds({ buyer: buyerOf(member) }, [bookingId])).get(bookingId);
      return unitOfWork.keep(command, requireFound(booking, 'Booking'));
    },

    async receive(event) {
      return (await settle(parseInput(paymentEventInput, event))).outcome;
    },
  };
}

/**
 * The same command's keys, kept apart for the transaction before the one that stores the answer: a repetition after a
 * crash between the two replays the first, finds its payment, and drives that on instead of beginning another. No
 * tenant has a bar in its name, so these keys are never those of another tenant.
 */
function partOf({ idempotency }: CommandContext, part: string): CommandContext {
  return idempotency === undefined ? {} : { idempotency: { ...idempotency, scope: `${part}|${idempotency.scope}` } };
}

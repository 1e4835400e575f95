import { DomainError, notFound, requireFound } from '../../kernel/errors.js';
import { newId, requireId, type Id } from '../../kernel/ids.js';
import { parseInput } from '../../kernel/validate.js';
import type { Member, Viewer } from '../../kernel/viewer.js';
import type { CommandContext } from '../../kernel/command-context.js';
import { bookingMember } from './booking-access.js';
import type { Booking, Payment } from './booking.js';
import { buyerOf, isBoughtBy } from './buyer.js';
import { decidePayment, requireBookingVersion } from './booking-decisions.js';
import { payBookingInput, paymentEventInput } from './booking-inputs.js';
import type { BookingReads } from './booking-reads.js';
import { requireRow, showNow, type BookingUnitOfWork } from './booking-transaction.js';
import type { PaymentOutcome } from './payment-decisions.js';
import type { ChargeResult, PaymentProvider } from './payment-provider.js';
import type { PaymentSettlement } from './payment-settlement.js';

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
  async function settle(event: Parameters<PaymentSettlement['apply']>[0]): Promise<PaymentOutcome['kind']> {
    const outcome = await settlement.apply(event);
    if (outcome === 'refund') await settlement.refund(event.paymentId).catch(() => false);
    return outcome;
  }

  /** First transaction: records that the money is about to be asked for, so that no crash can lose a charge. */
  function begin(
    member: Member,
    bookingId: Id,
    expectedVersion: number | undefined,
    command: CommandContext,
  ): Promise<Payment> {
    return unitOfWork.run(partOf(command, 'payment'), async ({ bookings }) => {
      const seen = await bookings.booking(bookingId);
      if (seen === undefined || !isBoughtBy(seen, member)) throw notFound('Booking');
      const hold = requireRow(await bookings.lockHolds([seen.holdId]), 'SeatHold');
      const booking = requireRow(await bookings.lockBookingsOfHolds([seen.holdId]), 'Booking');
      requireBookingVersion(booking, expectedVersion);
      const payments = await bookings.lockPaymentsOfBookings([booking.id]);
      const { show, now } = await showNow(bookings, booking.showId);
      const payment = decidePayment({ id: newId('Payment', now), booking, hold, payments, show, now });
      await bookings.insertPayment(payment);
      if (booking.status !== 'pending_payment') await bookings.changeBookings([booking.id], 'pending_payment', now);
      return payment;
    });
  }

  async function statusOf({ id }: Payment, member: Member): Promise<Payment['status'] | undefined> {
    return (await reads.paymentsByIds({ buyer: buyerOf(member) }, [id])).get(id)?.status;
  }

  return {
    async pay(viewer, input, command) {
      const member = bookingMember(viewer);
      const { bookingId: id, paymentToken: token, expectedVersion } = parseInput(payBookingInput, input);
      const bookingId = requireId('Booking', id);
      const payment = await begin(member, bookingId, expectedVersion, command);
      // A repetition may find the payment settled; asking the provider again would be harmless but slow.
      if ((await statusOf(payment, member)) === 'pending') {
        const result = await provider
          .charge({
            paymentId: payment.id,
            amount: { amountMinor: payment.amountMinor, currency: payment.currency },
            token,
          })
          .catch((): ChargeResult => ({ status: 'unknown' }));
        if (result.status !== 'unknown') await settle(result.event);
      }
      if ((await statusOf(payment, member)) === 'declined')
        throw new DomainError('PAYMENT_DECLINED', undefined, { bookingId, paymentId: payment.id });
      return unitOfWork.run(command, async ({ bookings }) =>
        requireFound(await bookings.booking(bookingId), 'Booking'),
      );
    },

    async receive(event) {
      return settle(parseInput(paymentEventInput, event));
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

import { requireFound, unreachable } from '../../kernel/errors.js';
import { requireId, type Id } from '../../kernel/ids.js';
import type { Attribution, GatewayEvent } from '../../contracts/gateway-event.js';
import type { Booking, Payment } from './booking.js';
import {
  bookingCancelled,
  bookingConfirmed,
  bookingRefunded,
  paymentDeclined,
  SYSTEM_ACTORS,
} from './booking-events.js';
import { decideOutcome, type PaymentFacts, type PaymentOutcome } from './payment-decisions.js';
import type { PaymentEvent, PaymentProvider } from './payment-provider.js';
import { appendSeatMapEvents, type Changes } from './seat-map-events.js';
import { requireRow, showNow, type BookingStores, type BookingUnitOfWork } from './booking-transaction.js';
import { takeOverHolds } from './hold-expiry.js';
import { retryOnConflict } from './concurrent-update.js';

interface PaymentSettlementParts {
  readonly unitOfWork: BookingUnitOfWork;
  readonly provider: PaymentProvider;
}

/** Reconciles the provider and the database. All methods are idempotent. */
export interface PaymentSettlement {
  /**
   * Applies a provider's event once per event ID, however often it is delivered. Resolves to the effect ('ignore' for
   * an event that was applied before). Throws NOT_FOUND for an unknown payment and BAD_INPUT for another amount.
   */
  apply(event: PaymentEvent): Promise<PaymentOutcome['kind']>;
  /** Asks the provider for the money back and applies its answer; false when the answer is not known yet. */
  refund(paymentId: Id): Promise<boolean>;
}

/** See PaymentSettlement. */
export function createPaymentSettlement({ unitOfWork, provider }: PaymentSettlementParts): PaymentSettlement {
  const apply = (event: PaymentEvent) =>
    retryOnConflict(() => unitOfWork.run({}, (stores) => applyPaymentEvent(stores, event)));
  return {
    apply,
    async refund(paymentId) {
      const answer = await provider.refund(paymentId);
      if (answer.status === 'unknown') return false;
      await apply(answer.event);
      return true;
    },
  };
}

/** One transaction: locks in the order of BookingWrites, records the event, decides, writes, announces. */
async function applyPaymentEvent(stores: BookingStores, event: PaymentEvent): Promise<PaymentOutcome['kind']> {
  const { bookings } = stores;
  const paymentId = requireId('Payment', event.paymentId);
  const { bookingId } = requireFound(await bookings.payment(paymentId), 'Payment');
  const { showId, holdId } = requireFound(await bookings.booking(bookingId), 'Booking');
  const labels = requireFound(await bookings.hold(holdId), 'SeatHold').labels;

  const seats = await bookings.lockSeatsToTake(showId, labels);
  const hold = requireRow(await bookings.lockHolds([holdId]), 'SeatHold');
  const booking = requireRow(await bookings.lockBookingsOfHolds([holdId]), 'Booking');
  const payments = await bookings.lockPaymentsOfBookings([bookingId]);
  const payment = requireRow(
    payments.filter((candidate) => candidate.id === paymentId),
    'Payment',
  );
  const { show, now } = await showNow(bookings, showId);

  const own = new Set(labels);
  const facts: PaymentFacts = {
    event,
    payment,
    booking,
    hold,
    seats: seats.filter((seat) => own.has(seat.label)),
    show,
    now,
  };
  const outcome = decideOutcome(facts);
  if (!(await bookings.recordPaymentEvent(event, now))) return 'ignore';
  const by = { tenant: show.tenant, actor: SYSTEM_ACTORS.payments, now };
  const expired =
    outcome.kind === 'rebook'
      ? await takeOverHolds(bookings, show, outcome.expiredHoldIds, seats, now)
      : { seats: [], events: [] };
  const written = await write(stores, facts, outcome, by);
  const changes = { seats: [...expired.seats, ...written.seats], events: [...expired.events, ...written.events] };
  await appendSeatMapEvents(stores, showId, changes, by, 'ifScheduled');
  return outcome.kind;
}

const NOTHING: Changes = { seats: [], events: [] };

/** Writes the outcome; resolves to what to announce. */
async function write(
  { bookings }: BookingStores,
  facts: PaymentFacts,
  outcome: PaymentOutcome,
  by: Attribution,
): Promise<Changes> {
  const { event, payment, hold, show, now } = facts;
  const change = (status: Payment['status']) => bookings.changePayment(payment.id, status, now, event.providerRef);
  const changeBooking = async (status: Booking['status']) =>
    requireRow(await bookings.changeBookings([facts.booking.id], status, now), 'Booking');
  const announcing = (...events: GatewayEvent[]): Changes => ({ seats: [], events });
  switch (outcome.kind) {
    case 'ignore':
      return NOTHING;
    case 'confirm':
    case 'rebook': {
      const paid = await change('succeeded');
      await bookings.endHolds([hold.id], 'booked');
      await bookings.sellSeats(show.id, hold.labels, facts.booking.id);
      const booking = await changeBooking('confirmed');
      const names = await bookings.showNames(show.id);
      return {
        seats: [{ cause: 'sold', holdId: hold.id, bookingId: booking.id, labels: hold.labels }],
        events: [bookingConfirmed(booking, paid, hold.labels, show, names, by)],
      };
    }
    case 'refund': {
      await change('refund_pending');
      if (outcome.cancels === undefined) return NOTHING;
      return announcing(bookingCancelled(await changeBooking('cancelled'), hold.labels, outcome.cancels, by));
    }
    case 'decline': {
      const declined = await change('declined');
      return outcome.failsBooking
        ? announcing(paymentDeclined(await changeBooking('payment_failed'), declined, by))
        : NOTHING;
    }
    case 'refunded':
      return announcing(bookingRefunded(facts.booking, await change('refunded'), by));
    default:
      return unreachable(outcome);
  }
}

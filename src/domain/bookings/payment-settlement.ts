import { requireFound, unreachable } from '../../kernel/errors.js';
import { requireId, type Id } from '../../kernel/ids.js';
import type { Attribution } from '../../contracts/gateway-event.js';
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
import { appendSeatMapEvents, type BookingChanges } from './seat-map-events.js';
import type { ShowNames } from './booking-writes.js';
import { claimedByOthers } from './seat-map.js';
import { requireRow, type BookingStores, type BookingUnitOfWork } from './booking-transaction.js';
import { expireBlockingHolds } from './hold-expiry.js';
import { retryOnConflict } from './concurrent-update.js';

interface PaymentSettlementParts {
  readonly unitOfWork: BookingUnitOfWork;
  readonly provider: PaymentProvider;
}

/** The outcome of a payment event, and the payment and the booking after it. */
export interface SettlementResult {
  readonly outcome: PaymentOutcome['kind'];
  readonly booking: Booking;
  readonly payment: Payment;
}

/** Reconciles the provider and the database. All methods are idempotent. */
export interface PaymentSettlement {
  /**
   * Applies a provider's event once per event ID, however often it is delivered. The outcome is 'ignore' for an event
   * that was applied before. Throws NOT_FOUND for an unknown payment and BAD_INPUT for another amount.
   */
  apply(event: PaymentEvent): Promise<SettlementResult>;
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
async function applyPaymentEvent(stores: BookingStores, event: PaymentEvent): Promise<SettlementResult> {
  const { bookings } = stores;
  const paymentId = requireId('Payment', event.paymentId);
  const { hold, seats } = requireFound(await bookings.lockSeatsOfPayment(paymentId), 'Payment');
  const own = new Set(hold.labels);
  const ownSeats = seats.filter((seat) => own.has(seat.label));
  // Only a success changes the seats; and holds to take over would have to be locked before the show.
  const locksShow = event.type === 'succeeded' && claimedByOthers(ownSeats, hold).length === 0;
  const locked = await bookings.lockBookingOfHold(hold, { locksShow, event: event.id });
  const { payments, names, isEventRecorded, ...at } = locked;
  const booking = requireFound(locked.booking, 'Booking');
  const payment = requireRow(
    payments.filter((candidate) => candidate.id === paymentId),
    'Payment',
  );
  const { show, now } = at;
  const facts: PaymentFacts = { event, payment, booking, hold, seats: ownSeats, show, now };
  const outcome = decideOutcome(facts);
  if (isEventRecorded) return { outcome: 'ignore', booking, payment };
  await bookings.recordPaymentEvent(event, now);
  const by = { tenant: show.tenant, actor: SYSTEM_ACTORS.payments, now };
  const expired =
    outcome.kind === 'rebook'
      ? await expireBlockingHolds(bookings, show, outcome.expiredHoldIds, seats, now)
      : { seats: [], events: [] };
  const written = await write(stores, facts, names, outcome, by);
  const changes = { seats: [...expired.seats, ...written.seats], events: [...expired.events, ...written.events] };
  await appendSeatMapEvents(stores, at, changes, by, 'ifScheduled');
  return { outcome: outcome.kind, booking: written.booking, payment: written.payment };
}

/** The written booking and payment, and the changes to publish as events. */
type Written = BookingChanges & Pick<SettlementResult, 'booking' | 'payment'>;

async function write(
  { bookings }: BookingStores,
  facts: PaymentFacts,
  names: ShowNames,
  outcome: PaymentOutcome,
  by: Attribution,
): Promise<Written> {
  const { event, hold, show, now } = facts;
  const change = async (status: Payment['status']) =>
    requireRow(await bookings.changePayments([facts.payment], status, now, event.providerRef), 'Payment');
  const changeBooking = async (status: Booking['status']) =>
    requireRow(await bookings.changeBookings([facts.booking], status, now), 'Booking');
  const unannounced = { seats: [], events: [], booking: facts.booking };
  switch (outcome.kind) {
    case 'ignore':
      return { ...unannounced, payment: facts.payment };
    case 'confirm':
    case 'rebook': {
      const payment = await change('succeeded');
      await bookings.endHolds([hold.id], 'booked');
      await bookings.sellSeats(show.id, hold.labels, facts.booking.id);
      const booking = await changeBooking('confirmed');
      return {
        booking,
        payment,
        seats: [{ cause: 'sold', holdId: hold.id, bookingId: booking.id, labels: hold.labels }],
        events: [bookingConfirmed(booking, payment, hold.labels, show, names, by)],
      };
    }
    case 'refund': {
      const payment = await change('refund_pending');
      if (outcome.cancels === undefined) return { ...unannounced, payment };
      const booking = await changeBooking('cancelled');
      return { booking, payment, seats: [], events: [bookingCancelled(booking, hold.labels, outcome.cancels, by)] };
    }
    case 'decline': {
      const payment = await change('declined');
      if (!outcome.failsBooking) return { ...unannounced, payment };
      const booking = await changeBooking('payment_failed');
      return { booking, payment, seats: [], events: [paymentDeclined(booking, payment, by)] };
    }
    case 'refunded': {
      const payment = await change('refunded');
      return { ...unannounced, payment, events: [bookingRefunded(facts.booking, payment, by)] };
    }
    default:
      return unreachable(outcome);
  }
}

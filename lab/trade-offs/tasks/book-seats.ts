import type { RecordingClient } from '../exchange.js';
import { LabError } from '../lab-error.js';
import {
  bearer,
  graphqlData,
  graphqlPost,
  lower,
  newCommandKey,
  placeholder,
  restBody,
  restPost,
  shownGraphQL,
  shownRest,
} from '../requests.js';
import type { LabFixtures, LabTask } from '../task.js';

const SEATS = 2;
const TIER = 'standard';
const EMAIL = 'lab@example.com';
/** The simulated provider's token for a payment that succeeds. */
const PAYMENT_TOKEN = 'tok_success';

const holdsOf = (showId: string) => `/api/v1/shows/${showId}/holds`;
const BOOKINGS = '/api/v1/bookings';
const paymentsOf = (bookingId: string) => `/api/v1/bookings/${bookingId}/payments?expand=seats`;
const HOLD =
  'mutation ($input: HoldSeatsInput!, $key: String) {\n  holdSeats(input: $input, idempotencyKey: $key) { hold { id } }\n}';
const BOOK =
  'mutation ($input: CreateBookingInput!, $key: String) {\n  createBooking(input: $input, idempotencyKey: $key) { booking { id } }\n}';
const PAY = `mutation ($input: PayBookingInput!, $key: String) {
  payBooking(input: $input, idempotencyKey: $key) {
    booking { status total { amount currency } seats { label } }
  }
}`;
const FREE = 'query ($id: ID!) { show(id: $id) { seats { label status tier { code } } } }';
const CANCEL = 'mutation ($id: ID!) { cancelBooking(id: $id) { booking { status } } }';

interface Paid {
  readonly status: string;
  readonly total: { readonly amount: string; readonly currency: string };
  readonly seats: readonly unknown[];
}
const outcome = ({ status, total, seats }: Paid) => ({
  status: lower(status),
  amount: total.amount,
  currency: total.currency,
  seats: seats.length,
});
const KEY = { 'idempotency-key': placeholder('key') };

export const bookSeats: LabTask = {
  id: 'book-seats',
  title: 'Book two seats',
  wants: 'Hold two free seats, turn the hold into a booking, and pay it. Each step can be repeated safely.',
  why: 'A draw: each step needs an id from the step before, and neither style can express that in one request. Both make three round trips. GraphQL’s answers contain only the selected fields. REST’s fuller answers say where the new resource is (Location) and what can be cached or retried, in terms that every proxy knows.',
  shown: {
    rest: shownRest(
      restPost('', holdsOf(placeholder('showId')), { seatLabels: [placeholder('label'), placeholder('label')] }, KEY),
      'then:',
      restPost('', BOOKINGS, { holdId: placeholder('holdId'), email: EMAIL }, KEY),
      'then:',
      restPost('', paymentsOf(placeholder('bookingId')), { paymentToken: PAYMENT_TOKEN }, KEY),
    ),
    graphql: shownGraphQL(HOLD, 'then:', BOOK, 'then:', PAY),
  },
  run: {
    async rest(exchange, fixtures) {
      const command = () => ({ ...bearer(fixtures), 'idempotency-key': newCommandKey() });
      const seatLabels = await freeSeats(exchange, fixtures);
      const hold = await restBody<{ id: string }>(
        exchange(restPost('hold', holdsOf(fixtures.showId), { seatLabels }, command())),
      );
      const booking = await restBody<{ id: string }>(
        exchange(restPost('book', BOOKINGS, { holdId: hold.id, email: EMAIL }, command())),
      );
      const paid = await restBody<Paid>(
        exchange(restPost('pay', paymentsOf(booking.id), { paymentToken: PAYMENT_TOKEN }, command())),
      );
      await cancel(exchange, fixtures, booking.id);
      return outcome(paid);
    },
    async graphql(exchange, fixtures) {
      const send = <Data>(label: string, query: string, input: unknown) =>
        graphqlData<Data>(exchange(graphqlPost(label, query, { input, key: newCommandKey() }, bearer(fixtures))));
      const seatLabels = await freeSeats(exchange, fixtures);
      const { holdSeats } = await send<{ holdSeats: { hold: { id: string } } }>('hold', HOLD, {
        showId: fixtures.showId,
        seatLabels,
      });
      const { createBooking } = await send<{ createBooking: { booking: { id: string } } }>('book', BOOK, {
        holdId: holdSeats.hold.id,
        email: EMAIL,
      });
      const { payBooking } = await send<{ payBooking: { booking: Paid } }>('pay', PAY, {
        bookingId: createBooking.booking.id,
        paymentToken: PAYMENT_TOKEN,
      });
      await cancel(exchange, fixtures, createBooking.booking.id);
      return outcome(payBooking.booking);
    },
  },
};

/** Any two free seats of one tier: other runs of the lab should not choose the same ones. */
async function freeSeats(exchange: RecordingClient, fixtures: LabFixtures): Promise<readonly string[]> {
  const { show } = await graphqlData<{ show: { seats: { label: string; status: string; tier: { code: string } }[] } }>(
    exchange.unmeasured(graphqlPost('free seats', FREE, { id: fixtures.showId }, bearer(fixtures))),
  );
  const free = show.seats
    .filter(({ status, tier }) => status === 'AVAILABLE' && tier.code === TIER)
    .map(({ label }) => label);
  if (free.length < SEATS) throw new LabError('The show has no free seats left.');
  const first = Math.floor(Math.random() * (free.length - SEATS + 1));
  return free.slice(first, first + SEATS);
}

/** The seats are free again, so repetitions never run out of them. */
async function cancel(exchange: RecordingClient, fixtures: LabFixtures, id: string): Promise<void> {
  await graphqlData(exchange.unmeasured(graphqlPost('cancel', CANCEL, { id }, bearer(fixtures))));
}

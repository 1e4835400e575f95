import { pick, seeded, seededUuid } from './seeded.js';

/** An event as it is stored: what every event has, and data of the shape of its type. */
export interface ShapedEvent {
  readonly id: string;
  readonly type: string;
  readonly at: Date;
  readonly data: Readonly<Record<string, unknown>>;
}

interface Draw {
  readonly uuid: () => string;
  readonly show: () => string;
  readonly pick: <T>(from: readonly T[]) => T;
  readonly upTo: (most: number) => number;
}

const email = (draw: Draw) => `guest${draw.upTo(5000)}@example.org`;
const seats = (draw: Draw) =>
  Array.from({ length: 1 + draw.upTo(4) }, (_, index) => `${draw.pick(['A', 'B', 'C', 'D'])}${index + 1}`);
const money = (draw: Draw) => ({
  amountMinor: 100 * (1 + draw.upTo(5000)),
  currency: draw.pick(['INR', 'EUR', 'USD']),
});
const instant = (draw: Draw) => new Date(Date.UTC(2026, 5, 1 + draw.upTo(28), draw.upTo(24))).toISOString();

/**
 * Twenty shapes: those of the gateway's own events (a test holds them to the published schemas), and of five that a
 * cinema would add next.
 */
const SHAPES: Readonly<Record<string, (draw: Draw) => Record<string, unknown>>> = {
  'gateway.survey.created.v1': (draw) => ({
    surveyId: draw.uuid(),
    title: draw.pick(['How was the film?', 'Our snacks', 'Seats and screens']),
    language: draw.pick(['en', 'hi', 'ta']),
  }),
  'gateway.survey.updated.v1': (draw) => ({ surveyId: draw.uuid(), version: draw.upTo(20), changed: ['title'] }),
  'gateway.survey.opened.v1': (draw) => ({
    surveyId: draw.uuid(),
    version: draw.upTo(20),
    questionCount: 1 + draw.upTo(30),
  }),
  'gateway.survey.closed.v1': (draw) => ({ surveyId: draw.uuid(), version: draw.upTo(20) }),
  'gateway.survey.deleted.v1': (draw) => ({ surveyId: draw.uuid() }),
  'gateway.response.started.v1': (draw) => ({
    responseId: draw.uuid(),
    surveyId: draw.uuid(),
    collectorId: draw.uuid(),
  }),
  'gateway.response.submitted.v1': (draw) => ({
    responseId: draw.uuid(),
    surveyId: draw.uuid(),
    collectorId: draw.uuid(),
    status: draw.pick(['completed', 'partial', 'disqualified', 'overquota']),
    startedAt: instant(draw),
    submittedAt: instant(draw),
    answeredQuestions: 3,
    choices: [{ questionId: draw.uuid(), optionId: draw.uuid() }],
  }),
  'gateway.show.scheduled.v1': (draw) => ({
    showId: draw.show(),
    movieId: draw.uuid(),
    screenId: draw.uuid(),
    startsAt: instant(draw),
    seatLabels: ['A1', 'A2', 'A3', 'A4', 'B1', 'B2'],
  }),
  'gateway.show.cancelled.v1': (draw) => ({ showId: draw.show() }),
  'gateway.show.seats-changed.v1': (draw) => ({
    showId: draw.show(),
    seatMapVersion: draw.upTo(500),
    cause: draw.pick(['held', 'released', 'expired', 'sold', 'refunded']),
    holdId: draw.uuid(),
    seats: seats(draw).map((label) => ({ label, status: draw.pick(['available', 'held', 'sold']) })),
  }),
  'gateway.booking.created.v1': (draw) => ({
    bookingId: draw.uuid(),
    showId: draw.show(),
    holdId: draw.uuid(),
    seats: seats(draw),
    total: money(draw),
  }),
  'gateway.booking.confirmed.v1': (draw) => ({
    bookingId: draw.uuid(),
    showId: draw.show(),
    paymentId: draw.uuid(),
    seats: seats(draw),
    total: money(draw),
    email: email(draw),
    movieTitle: draw.pick(['Pather Panchali', 'Solaris', 'Playtime']),
    venueName: draw.pick(['Regal', 'Odeon']),
    screenName: 'Screen 1',
    startsAt: instant(draw),
  }),
  'gateway.booking.payment-failed.v1': (draw) => ({
    bookingId: draw.uuid(),
    showId: draw.show(),
    paymentId: draw.uuid(),
    reason: draw.pick(['declined', 'expired']),
  }),
  'gateway.booking.cancelled.v1': (draw) => ({
    bookingId: draw.uuid(),
    showId: draw.show(),
    seats: seats(draw),
    email: email(draw),
    reason: draw.pick(['customer', 'staff']),
  }),
  'gateway.booking.refunded.v1': (draw) => ({
    bookingId: draw.uuid(),
    showId: draw.show(),
    paymentId: draw.uuid(),
    amount: money(draw),
    email: email(draw),
  }),
  'cinema.ticket.scanned.v1': (draw) => ({
    bookingId: draw.uuid(),
    showId: draw.show(),
    gate: { name: draw.pick(['north', 'south']), device: { id: draw.uuid(), firmware: draw.pick(['2.1', '2.2']) } },
  }),
  'cinema.concession.sold.v1': (draw) => ({
    saleId: draw.uuid(),
    showId: draw.show(),
    items: [{ sku: draw.pick(['popcorn', 'tea']), quantity: 1 + draw.upTo(3) }],
    total: money(draw),
    till: { number: draw.upTo(9) },
  }),
  'cinema.loyalty.earned.v1': (draw) => ({
    memberId: draw.uuid(),
    points: draw.upTo(200),
    tier: draw.pick(['silver', 'gold']),
    cause: { bookingId: draw.uuid() },
  }),
  'cinema.projector.alarmed.v1': (draw) => ({
    screenId: draw.uuid(),
    lamp: { hours: draw.upTo(3000), celsius: 40 + draw.upTo(40) },
    severity: draw.pick(['info', 'warning', 'critical']),
  }),
  'cinema.campaign.clicked.v1': (draw) => ({
    campaign: { id: draw.uuid(), channel: draw.pick(['mail', 'push', 'web']) },
    email: email(draw),
    utm: { source: 'newsletter', medium: draw.pick(['mail', 'social']) },
  }),
};

export const SHAPE_NAMES = Object.keys(SHAPES);

/** The first `count` of an endless, always equal stream of events of all shapes in turn, about `shows` shows. */
export function shapedEvents(count: number, shows: readonly string[]): ShapedEvent[] {
  const random = seeded(20);
  const draw: Draw = {
    uuid: () => seededUuid(random),
    show: () => pick(shows, random),
    pick: (from) => pick(from, random),
    upTo: (most) => Math.floor(random() * most),
  };
  return Array.from({ length: count }, (_, index) => {
    const type = SHAPE_NAMES[index % SHAPE_NAMES.length]!;
    return { id: draw.uuid(), type, at: new Date(Date.UTC(2026, 5, 1) + index * 1000), data: SHAPES[type]!(draw) };
  });
}

import { EVENT_TYPE_NAMES } from '../../src/contracts/event-types.js';
import { eventSchema } from '../../src/contracts/event-schema.js';
import { randomData, type RandomSource } from './random-data.js';
import { pick, seeded, seededUuid } from './seeded.js';

/** An event as it is stored: the fields of all events, and data in the shape of its type. */
export interface ShapedEvent {
  readonly id: string;
  readonly type: string;
  readonly at: Date;
  readonly data: Readonly<Record<string, unknown>>;
}

type Shape = (source: RandomSource) => Record<string, unknown>;

const email = (source: RandomSource) => `guest${source.upTo(5000)}@example.org`;
const money = (source: RandomSource) => ({
  amountMinor: 100 * (1 + source.upTo(5000)),
  currency: source.pick(['INR', 'EUR', 'USD']),
});

/** The shapes of the gateway's events, from their contracts. */
const PUBLISHED: Readonly<Record<string, Shape>> = Object.fromEntries(
  EVENT_TYPE_NAMES.map((type) => {
    const schema = eventSchema(type);
    return [type, (source: RandomSource) => randomData(schema, source) as Record<string, unknown>];
  }),
);

/** Shapes of events that a cinema might add, with deeper fields than the published events. */
const NEXT: Readonly<Record<string, Shape>> = {
  'cinema.ticket.scanned.v1': (source) => ({
    bookingId: source.uuid(),
    showId: source.show(),
    gate: {
      name: source.pick(['north', 'south']),
      device: { id: source.uuid(), firmware: source.pick(['2.1', '2.2']) },
    },
  }),
  'cinema.concession.sold.v1': (source) => ({
    saleId: source.uuid(),
    showId: source.show(),
    items: [{ sku: source.pick(['popcorn', 'tea']), quantity: 1 + source.upTo(3) }],
    total: money(source),
    till: { number: source.upTo(9) },
  }),
  'cinema.loyalty.earned.v1': (source) => ({
    memberId: source.uuid(),
    points: source.upTo(200),
    tier: source.pick(['silver', 'gold']),
    cause: { bookingId: source.uuid() },
  }),
  'cinema.projector.alarmed.v1': (source) => ({
    screenId: source.uuid(),
    lamp: { hours: source.upTo(3000), celsius: 40 + source.upTo(40) },
    severity: source.pick(['info', 'warning', 'critical']),
  }),
  'cinema.campaign.clicked.v1': (source) => ({
    campaign: { id: source.uuid(), channel: source.pick(['mail', 'push', 'web']) },
    email: email(source),
    utm: { source: 'newsletter', medium: source.pick(['mail', 'social']) },
  }),
};

const SHAPES = { ...PUBLISHED, ...NEXT };

export const SHAPE_NAMES = Object.keys(SHAPES);

/** The first `count` events of a fixed endless stream, which has all shapes in turn and `shows` shows. */
export function shapedEvents(count: number, shows: readonly string[]): ShapedEvent[] {
  const random = seeded(20);
  const source: RandomSource = {
    uuid: () => seededUuid(random),
    show: () => pick(shows, random),
    pick: (from) => pick(from, random),
    upTo: (most) => Math.floor(random() * most),
  };
  return Array.from({ length: count }, (_, index) => {
    const type = SHAPE_NAMES[index % SHAPE_NAMES.length]!;
    return { id: source.uuid(), type, at: new Date(Date.UTC(2026, 5, 1) + index * 1000), data: SHAPES[type]!(source) };
  });
}

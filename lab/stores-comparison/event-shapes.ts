import { EVENT_TYPE_NAMES } from '../../src/contracts/event-types.js';
import { eventSchema } from '../../src/contracts/event-schema.js';
import { drawnData, type Draw } from './drawn-data.js';
import { pick, seeded, seededUuid } from './seeded.js';

/** An event as it is stored: the fields of all events, and data in the shape of its type. */
export interface ShapedEvent {
  readonly id: string;
  readonly type: string;
  readonly at: Date;
  readonly data: Readonly<Record<string, unknown>>;
}

type Shape = (draw: Draw) => Record<string, unknown>;

const email = (draw: Draw) => `guest${draw.upTo(5000)}@example.org`;
const money = (draw: Draw) => ({
  amountMinor: 100 * (1 + draw.upTo(5000)),
  currency: draw.pick(['INR', 'EUR', 'USD']),
});

/** The shapes of the gateway's events, from their contracts. */
const PUBLISHED: Readonly<Record<string, Shape>> = Object.fromEntries(
  EVENT_TYPE_NAMES.map((type) => {
    const schema = eventSchema(type);
    return [type, (draw: Draw) => drawnData(schema, draw) as Record<string, unknown>];
  }),
);

/** Shapes of events that a cinema might add, with deeper fields than the published events. */
const NEXT: Readonly<Record<string, Shape>> = {
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

const SHAPES = { ...PUBLISHED, ...NEXT };

export const SHAPE_NAMES = Object.keys(SHAPES);

/** The first `count` events of a fixed endless stream, which has all shapes in turn and `shows` shows. */
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

import type { EventData, EventType } from '../../src/contracts/event-types.js';
import { gatewayEvent, type GatewayEvent } from '../../src/contracts/gateway-event.js';
import type { EventPosition } from '../../src/contracts/as-of.js';
import type { EventRecord } from '../../src/events/kafka/kafka-port.js';
import { newId, type Id, type Kind } from '../../src/kernel/ids.js';

export const NOON = new Date('2026-03-01T12:00:00.000Z');
export const minutesAfter = (start: Date, minutes: number): Date => new Date(start.getTime() + minutes * 60_000);

/** Ids of one kind, all different. */
export const someId = (kind: Kind, now: Date = NOON): Id => newId(kind, now);

/** An event of `type` of tenant "acme" by "ada" at noon, unless said otherwise. */
export function eventOf<T extends EventType>(
  type: T,
  aggregateId: Id,
  data: EventData<T>,
  by: Partial<{ readonly tenant: string; readonly actor: string; readonly now: Date }> = {},
): GatewayEvent<T> {
  return gatewayEvent(type, aggregateId, data, { tenant: 'acme', actor: 'ada', now: NOON, ...by });
}

export function surveyCreated(
  by: Parameters<typeof eventOf>[3] = {},
  surveyId = someId('Survey'),
): GatewayEvent<'gateway.survey.created.v1'> {
  return eventOf('gateway.survey.created.v1', surveyId, { surveyId, title: 'Lunch', language: 'en' }, by);
}

export function seatsChanged(
  showId: Id,
  seatMapVersion: number,
  seats: Record<string, 'available' | 'held' | 'sold'>,
  by: Parameters<typeof eventOf>[3] = {},
): GatewayEvent<'gateway.show.seats-changed.v1'> {
  return eventOf(
    'gateway.show.seats-changed.v1',
    showId,
    {
      showId,
      seatMapVersion,
      cause: 'held',
      seats: Object.entries(seats).map(([label, status]) => ({ label, status })),
    },
    by,
  );
}

export function responseSubmitted(
  surveyId: Id,
  data: Partial<EventData<'gateway.response.submitted.v1'>> = {},
  by: Parameters<typeof eventOf>[3] = {},
): GatewayEvent<'gateway.response.submitted.v1'> {
  const responseId = someId('SurveyResponse');
  return eventOf(
    'gateway.response.submitted.v1',
    responseId,
    {
      responseId,
      surveyId,
      collectorId: someId('Collector'),
      status: 'completed',
      startedAt: NOON.toISOString(),
      submittedAt: NOON.toISOString(),
      answeredQuestions: 1,
      choices: [],
      ...data,
    },
    by,
  );
}

export function bookingConfirmed(
  data: Partial<EventData<'gateway.booking.confirmed.v1'>> = {},
): GatewayEvent<'gateway.booking.confirmed.v1'> {
  const bookingId = someId('Booking');
  return eventOf('gateway.booking.confirmed.v1', bookingId, {
    bookingId,
    showId: someId('Show'),
    paymentId: someId('Payment'),
    seats: ['A1', 'A2'],
    total: { amountMinor: 2450, currency: 'EUR' },
    email: 'ada@example.org',
    movieTitle: 'Metropolis',
    venueName: 'Babylon',
    screenName: 'Screen 1',
    startsAt: '2026-03-02T19:30:00.000Z',
    timeZone: 'Europe/Berlin',
    ...data,
  });
}

/** The position of an event at noon in partition 0 of the bookings, unless said otherwise. */
export function positionAt(offset: number, more: Partial<EventPosition> = {}): EventPosition {
  return { topic: 'bookings', partition: 0, offset: BigInt(offset), at: NOON, ...more };
}

let offset = 0n;

/** The record that carries `event`. */
export function recordOf(event: GatewayEvent, topic: EventRecord['topic'] = 'bookings'): EventRecord {
  offset += 1n;
  return { topic, partition: 0, offset, event };
}

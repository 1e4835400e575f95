import { describe, expect, it } from '@jest/globals';
import type { AnyGatewayEvent } from '../../../../src/contracts/gateway-event.js';
import { runningChange } from '../../../../src/contracts/running-analytics.js';
import { runningChangesOf } from '../../../../src/domain/read-models/running-changes-of.js';
import { bookingConfirmed, eventOf, responseSubmitted, someId, surveyCreated } from '../../../support/events.js';

const amounts = (event: unknown) =>
  runningChangesOf(event as AnyGatewayEvent).map(({ subjectId, measure, amount }) => [subjectId, measure, amount]);

describe('the changes of running figures', () => {
  it('count a response to its survey by how it ended', () => {
    const surveyId = someId('Survey');
    expect(amounts(responseSubmitted(surveyId, { status: 'partial' }))).toEqual([[surveyId, 'responses.partial', 1]]);
  });

  it('add the seats and the price of a confirmed booking to its show', () => {
    const event = bookingConfirmed({ seats: ['A1', 'A2', 'A3'], total: { amountMinor: 2450, currency: 'EUR' } });
    const { showId } = event.data;
    expect(amounts(event)).toEqual([
      [showId, 'bookings', 1],
      [showId, 'seats', 3],
      [showId, 'revenue.EUR', 2450],
    ]);
  });

  it('take a refund from the revenue', () => {
    const [bookingId, showId, paymentId] = [someId('Booking'), someId('Show'), someId('Payment')];
    const amount = { amountMinor: 900, currency: 'INR' };
    const data = { bookingId, showId, paymentId, amount, email: 'ada@example.org' };
    expect(amounts(eventOf('gateway.booking.refunded.v1', bookingId, data))).toEqual([[showId, 'revenue.INR', -900]]);
  });

  it('are none for other events', () => {
    expect(amounts(surveyCreated())).toEqual([]);
  });

  it('name the event, so that a reader can add each once, and match their contract', () => {
    const event = bookingConfirmed();
    const changes = runningChangesOf(event);
    expect(changes.map((change) => runningChange.parse(change))).toEqual(changes);
    expect(new Set(changes.map(({ eventId, measure }) => `${eventId} ${measure}`)).size).toBe(changes.length);
    expect(changes.every(({ eventId, tenant }) => eventId === event.id && tenant === 'acme')).toBe(true);
  });
});

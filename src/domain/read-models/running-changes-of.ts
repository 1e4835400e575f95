import type { AnyGatewayEvent } from '../../contracts/gateway-event.js';
import type { RunningChange } from '../../contracts/running-analytics.js';

/** The changes of running figures that an event causes. None for most events. */
export function runningChangesOf(event: AnyGatewayEvent): readonly RunningChange[] {
  const change = (subjectId: string, measure: string, amount: number): RunningChange => ({
    tenant: event.tenant,
    subjectId,
    measure,
    amount,
    eventId: event.id,
  });
  switch (event.type) {
    case 'gateway.response.submitted.v1':
      return [change(event.data.surveyId, `responses.${event.data.status}`, 1)];
    case 'gateway.booking.confirmed.v1': {
      const { showId, seats, total } = event.data;
      return [
        change(showId, 'bookings', 1),
        change(showId, 'seats', seats.length),
        change(showId, `revenue.${total.currency}`, total.amountMinor),
      ];
    }
    case 'gateway.booking.refunded.v1': {
      const { showId, amount } = event.data;
      return [change(showId, `revenue.${amount.currency}`, -amount.amountMinor)];
    }
    default:
      return [];
  }
}

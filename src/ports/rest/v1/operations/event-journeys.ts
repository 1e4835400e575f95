import { z } from 'zod';
import { MAX_JOURNEYS } from '../../../../domain/journeys/journey-service.js';
import { asJson } from '../as-json.js';
import { idParameter } from '../common-parameters.js';
import { operation, value, type AnyOperation } from '../operation.js';
import { eventJourneySchema } from '../resources/event-journey.js';

/** The ways of a tenant's events from the commit to their readers, for owner and staff. */
export const eventJourneyOperations: readonly AnyOperation[] = [
  operation({
    id: 'getEventJourney',
    method: 'GET',
    path: '/event-journeys/{eventId}',
    tag: 'Events',
    access: 'members',
    summary: 'The way of an event from the commit to its readers (owner, staff)',
    description:
      'A step that is null has not happened, or is no longer known. Instants are of the clock of whoever took the step.',
    params: z.strictObject({ eventId: idParameter }),
    answer: value('EventJourney', eventJourneySchema),
    errors: ['NOT_FOUND'],
    example: { params: { eventId: '0199f3a0-0000-8020-8000-000000000001' } },
    run: async ({ viewer, services, params: { eventId } }) => asJson(await services.journeys.ofEvent(viewer, eventId)),
  }),
  operation({
    id: 'listEventJourneys',
    method: 'GET',
    path: '/event-journeys',
    tag: 'Events',
    access: 'members',
    summary: `The ways of the events of one request, at most ${MAX_JOURNEYS}, in the order of the outbox (owner, staff)`,
    description: 'Events whose row has left the outbox are not found.',
    query: z.strictObject({
      traceparent: z
        .string()
        .max(100)
        .describe("The request's traceparent (W3C Trace Context), or its trace ID alone."),
    }),
    answer: value('EventJourneys', z.object({ journeys: z.array(eventJourneySchema) })),
    errors: [],
    example: { query: { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' } },
    run: async ({ viewer, services, query: { traceparent } }) => ({
      journeys: asJson(await services.journeys.ofTrace(viewer, traceparent)),
    }),
  }),
];

import { z } from 'zod';
import type { EventLogEntry } from '../../../../domain/event-log/event-log.js';
import type { Resource } from '../resource.js';
import { id, instant } from './shapes.js';

/** An event as the log keeps it; a streamed one has the same fields and its cursor. */
export const eventFields = {
  id,
  type: z.string().describe('The type of the event, such as gateway.survey.created.v1.'),
  aggregateId: id.describe('The ID of the survey, response, show or booking that the event is about.'),
  actor: z.string().describe('The subject that caused the event.'),
  occurredAt: instant,
  traceparent: z.string().nullable().describe('The W3C trace context of the request that caused the event.'),
  data: z.unknown().describe("The data of the event. It conforms to the JSON Schema of the event's type."),
};

export const eventLogResource: Resource<EventLogEntry> = {
  name: 'EventLogEntry',
  schema: z.object(eventFields),
  present: ({ id: eventId, type, aggregateId, actor, occurredAt, traceparent = null, data }) => ({
    id: eventId,
    type,
    aggregateId,
    actor,
    occurredAt,
    traceparent,
    data,
  }),
  expansions: {},
};

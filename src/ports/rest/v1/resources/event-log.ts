import { z } from 'zod';
import type { EventLogEntry } from '../../../../domain/event-log/event-log.js';
import type { Resource } from '../resource.js';
import { id, instant } from './shapes.js';

/** An event as the log keeps it; a streamed one has the same fields and its cursor. */
export const eventFields = {
  id,
  type: z.string().describe('Such as gateway.survey.created.v1.'),
  aggregateId: id.describe('The survey, response, show or booking that it is about.'),
  actor: z.string().describe('The subject that caused it.'),
  occurredAt: instant,
  traceparent: z.string().nullable().describe('The W3C trace context of the request that caused it.'),
  data: z.unknown().describe('What the JSON schema of its type says.'),
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

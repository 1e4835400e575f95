import { z } from 'zod';
import { instant as anyInstant } from '../../../../kernel/input-fields.js';
import { EVENT_TYPE_NAMES } from '../../../../contracts/event-types.js';
import { EVENT_LOG_LIST } from '../../../../domain/event-log/event-log.js';
import {
  activityInput,
  eventLogFilterInput,
  MAX_ACTIVITY_DAYS,
} from '../../../../domain/event-log/event-log-inputs.js';
import { idParameter, sortParameter } from '../common-parameters.js';
import { filterShape } from '../input-shapes.js';
import { readListPage } from '../read-list-page.js';
import { page, single, operation, stream, value, type AnyOperation } from '../operation.js';
import { eventFields, eventLogResource } from '../resources/event-log.js';
import { instant } from '../resources/shapes.js';
import { endOnAbort, streamMessages } from '../stream-messages.js';

/** Signed cursors name every partition of every topic. */
const cursor = z.string().min(1).max(8192);
const messageSchema = z.object({
  ...eventFields,
  cursor: z.string().describe('The ID of the message. The stream resumes after this event.'),
});
const activitySchema = z.object({
  data: z.array(z.object({ type: z.string(), hour: instant, count: z.int().min(1) })),
});
const EXAMPLE_TYPES = 'gateway.booking.created.v1,gateway.booking.confirmed.v1';

/** The past and live events of a tenant, for owner, staff and data. */
export const eventOperations: readonly AnyOperation[] = [
  operation({
    id: 'listEventLogs',
    method: 'GET',
    path: '/event-logs',
    tag: 'Events',
    access: 'members',
    summary: 'The events of your tenant, by default newest first (owner, staff, data)',
    description: 'totalCount is at most 10,000 when the filter names an aggregate or an actor.',
    query: z.object({ ...filterShape(eventLogFilterInput), sort: sortParameter(EVENT_LOG_LIST.fields) }),
    answer: page(eventLogResource),
    errors: [],
    example: { query: { types: EXAMPLE_TYPES, sort: 'occurredAt', first: '10' } },
    run: ({ viewer, services, query }) =>
      readListPage(
        EVENT_LOG_LIST,
        query,
        (filter, page, order) => services.eventLog.page(viewer, filter, page, order),
        (filter) => services.eventLog.count(viewer, filter),
      ),
  }),
  operation({
    id: 'getEventLog',
    method: 'GET',
    path: '/event-logs/{eventId}',
    tag: 'Events',
    access: 'members',
    summary: 'An event of the log (owner, staff, data)',
    params: z.strictObject({ eventId: idParameter }),
    answer: single(eventLogResource),
    errors: ['NOT_FOUND'],
    example: { params: { eventId: '0199f3a0-0000-8020-8000-000000000001' } },
    run: ({ viewer, services, params: { eventId } }) => services.eventLog.get(viewer, eventId),
  }),
  operation({
    id: 'getEventActivity',
    method: 'GET',
    path: '/event-activity',
    tag: 'Events',
    access: 'members',
    summary: `The number of events of each type in each hour, oldest first, over at most ${MAX_ACTIVITY_DAYS} days (owner, staff, data)`,
    description: 'Hours without events are omitted. The hour that contains from is counted as a whole.',
    query: z.object({ ...filterShape(activityInput), from: anyInstant(), to: anyInstant() }),
    answer: value('EventActivity', activitySchema),
    errors: [],
    example: { query: { from: '2026-01-01T00:00:00Z', to: '2026-01-08T00:00:00Z', types: EXAMPLE_TYPES } },
    async run({ viewer, services, query }) {
      const activity = await services.eventLog.activity(viewer, query);
      return { data: activity.map(({ type, hour, count }) => ({ type, hour: hour.toISOString(), count })) };
    },
  }),
  operation({
    id: 'streamEvents',
    method: 'GET',
    path: '/events',
    tag: 'Events',
    access: 'members',
    summary: 'A live stream of the events of your tenant, as server-sent events (owner, staff, data)',
    description:
      'The stream starts now, or after a cursor without missing an event. After a lost connection, a client sends the last ID that it received as Last-Event-ID, as EventSource does. A cursor older than the retention is refused. The stream never restarts silently.',
    query: z.object({
      types: z
        .array(z.enum(EVENT_TYPE_NAMES))
        .min(1)
        .max(EVENT_TYPE_NAMES.length)
        .optional()
        .describe('Only events of these types. The default is all types.'),
      after: cursor.optional().describe('The cursor of the last event that you processed.'),
    }),
    headers: z.object({
      'last-event-id': cursor
        .optional()
        .describe('The cursor of the last event that you processed. It takes precedence over after.'),
    }),
    answer: stream('EventMessage', messageSchema),
    errors: ['BAD_CURSOR', 'LIMIT_EXCEEDED'],
    example: { query: { types: EXAMPLE_TYPES } },
    async run({ viewer, services, query: { types, after }, headers, signal }) {
      const events = await services.events.events(viewer, { types, after: headers['last-event-id'] ?? after });
      return streamMessages(
        endOnAbort(signal, events),
        ({ event: { id, type, aggregateId, actor, occurredAt, traceparent = null, data }, cursor: position }) => ({
          id: position,
          event: type,
          data: { id, type, aggregateId, actor, occurredAt, traceparent, data, cursor: position },
        }),
      );
    },
  }),
];

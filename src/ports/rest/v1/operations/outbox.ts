import { z } from 'zod';
import { ALERT_STATES } from '../../../../domain/operations/alert-service.js';
import {
  MAX_PARKED_AT_ONCE,
  parkedEventFilterInput,
  redriveParkedEventsInput,
} from '../../../../domain/operations/parked-event-inputs.js';
import { PARKED_EVENT_LIST, PARKED_OUTCOMES } from '../../../../domain/operations/parked-event-service.js';
import { asJson } from '../as-json.js';
import { idParameter } from '../common-parameters.js';
import { filterShape } from '../input-shapes.js';
import { operation, page, single, value, type AnyOperation } from '../operation.js';
import { readListPage } from '../read-list-page.js';
import { parkedEventResource } from '../resources/parked-event.js';
import { instant } from '../resources/shapes.js';

const EXAMPLE = '0199f3a0-0000-8020-8000-0000000000f1';

const alertSchema = z.object({
  name: z.string(),
  severity: z.string().nullable(),
  state: z.enum(['pending', 'firing']),
  since: instant,
  summary: z.string().nullable(),
  labels: z
    .array(z.object({ name: z.string(), value: z.string() }))
    .describe('What it is about, such as a group and a topic.'),
  runbook: z.string().nullable().describe('The name of its runbook in docs/runbooks, without .md.'),
});

/** The outbox and alerts, for operators, and the parked events of a tenant, for its owner and staff. */
export const outboxOperations: readonly AnyOperation[] = [
  operation({
    id: 'getOutbox',
    method: 'GET',
    path: '/outbox',
    tag: 'Operations',
    access: 'members',
    summary: 'The events that wait to be published (operators)',
    answer: value(
      'OutboxBacklog',
      z.object({
        depth: z.int().min(0).describe('Events that wait to be published.'),
        oldestSeconds: z.number().min(0).describe('The age of the oldest of them. 0 when there is none.'),
        parked: z.int().min(0).describe('Events that Kafka refuses, of all tenants.'),
      }),
    ),
    errors: [],
    run: async ({ viewer, services }) => asJson(await services.outbox.state(viewer)),
  }),
  operation({
    id: 'listAlerts',
    method: 'GET',
    path: '/alerts',
    tag: 'Operations',
    access: 'members',
    summary: 'The alerts that are pending or firing, those that fire first (operators)',
    description: 'They are read from the Prometheus at PROMETHEUS_URL. At most 100 are returned.',
    answer: value('AlertList', z.object({ state: z.enum(ALERT_STATES), alerts: z.array(alertSchema) })),
    errors: [],
    run: async ({ viewer, services }) => asJson(await services.alerts.list(viewer)),
  }),
  operation({
    id: 'listParkedEvents',
    method: 'GET',
    path: '/parked-events',
    tag: 'Operations',
    access: 'members',
    summary: "Your tenant's events that Kafka refuses, in the order in which they were appended (owner, staff)",
    query: z.object({ ...filterShape(parkedEventFilterInput) }),
    answer: page(parkedEventResource),
    errors: [],
    example: { query: { cause: 'too_large', first: '10' } },
    run: ({ viewer, services, query }) =>
      readListPage(
        PARKED_EVENT_LIST,
        query,
        (filter, request) => services.parkedEvents.page(viewer, filter, request),
        (filter) => services.parkedEvents.count(viewer, filter),
      ),
  }),
  operation({
    id: 'getParkedEvent',
    method: 'GET',
    path: '/parked-events/{eventId}',
    tag: 'Operations',
    access: 'members',
    summary: 'A parked event (owner, staff)',
    params: z.strictObject({ eventId: idParameter }),
    answer: single(parkedEventResource),
    errors: ['NOT_FOUND'],
    example: { params: { eventId: EXAMPLE } },
    run: ({ viewer, services, params: { eventId } }) => services.parkedEvents.get(viewer, eventId),
  }),
  operation({
    id: 'redriveParkedEvents',
    method: 'POST',
    path: '/parked-event-redrives',
    tag: 'Operations',
    access: 'members',
    summary: `Puts at most ${MAX_PARKED_AT_ONCE} parked events back into the outbox (owner, staff)`,
    description:
      'They are tried once more, and parked again when Kafka still refuses them. With dryRun nothing is changed.',
    body: redriveParkedEventsInput,
    answer: value(
      'ParkedEventRedrive',
      z.object({
        isDryRun: z.boolean(),
        results: z
          .array(z.object({ id: z.string(), outcome: z.enum(PARKED_OUTCOMES) }))
          .describe('One for each ID, in the order of the IDs.'),
      }),
    ),
    errors: [],
    example: { body: { ids: [EXAMPLE], dryRun: true } },
    run: async ({ viewer, services, body, command }) =>
      asJson(await services.parkedEvents.redrive(viewer, body, command)),
  }),
];

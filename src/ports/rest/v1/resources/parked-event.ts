import { z } from 'zod';
import { PARK_CAUSES } from '../../../../domain/operations/parked-event-inputs.js';
import type { ParkedEvent } from '../../../../domain/operations/parked-event-service.js';
import type { Resource } from '../resource.js';
import { id, instant } from './shapes.js';

export const parkedEventResource: Resource<ParkedEvent> = {
  name: 'ParkedEvent',
  schema: z.object({
    id: id.describe('The ID of the event.'),
    type: z.string(),
    topic: z.string(),
    aggregateId: id,
    cause: z.enum(PARK_CAUSES).describe('Why Kafka refuses it.'),
    reason: z
      .string()
      .nullable()
      .describe('The exact fault. Null for rejected: operators find it with npm run parked.'),
    occurredAt: instant,
    parkedAt: instant,
  }),
  present: ({ seq: _, ...event }) => event,
  expansions: {},
};

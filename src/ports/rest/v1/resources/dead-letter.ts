import { z } from 'zod';
import { DEAD_LETTER_CAUSES } from '../../../../contracts/dead-letter.js';
import type { DeadLetter } from '../../../../domain/dead-letters/dead-letter-service.js';
import type { Resource } from '../resource.js';
import { id, instant } from './shapes.js';

export const deadLetterResource: Resource<DeadLetter> = {
  name: 'DeadLetter',
  schema: z.object({
    id,
    group: z.string().describe('The consumer group that could not apply the event, such as analytics.'),
    cause: z.enum(DEAD_LETTER_CAUSES).describe('Why the group could not apply it.'),
    reason: z
      .string()
      .nullable()
      .describe(
        'What is wrong with the record. Null for handler_failed: operators find it in the logs and with npm run dead-letters.',
      ),
    attempts: z.int().min(0).describe('The number of attempts to apply it. 0 when the record could not be read.'),
    redrives: z.int().min(0).describe('How often it was redriven without success.'),
    failedAt: instant,
    topic: z.string().describe('The topic to which the record was published.'),
    partition: z.int().min(0),
    offset: z
      .string()
      .regex(/^\d+$/)
      .describe('The offset at which the record was published, a 64-bit integer as a string.'),
    eventId: z.string().nullable(),
    eventType: z.string().nullable(),
    aggregateId: z.string().nullable(),
    bytes: z.int().min(0).describe("The size of the record's value."),
  }),
  present: ({ tenant: _, offset, ...letter }) => ({ ...letter, offset: offset.toString() }),
  expansions: {},
};

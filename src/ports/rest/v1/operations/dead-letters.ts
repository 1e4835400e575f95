import { z } from 'zod';
import { MAX_REDRIVES, REDRIVE_OUTCOMES } from '../../../../contracts/dead-letter.js';
import {
  deadLetterFilterInput,
  MAX_REDRIVEN_AT_ONCE,
  redriveDeadLettersInput,
} from '../../../../domain/dead-letters/dead-letter-inputs.js';
import { DEAD_LETTER_LIST } from '../../../../domain/dead-letters/dead-letter-service.js';
import { idParameter } from '../common-parameters.js';
import { filterShape } from '../input-shapes.js';
import { operation, page, single, value, type AnyOperation } from '../operation.js';
import { readListPage } from '../read-list-page.js';
import { deadLetterResource } from '../resources/dead-letter.js';
import { id } from '../resources/shapes.js';

const params = z.strictObject({ deadLetterId: idParameter });
const EXAMPLE = '0199f3a0-0000-8022-8000-000000000001';

const shownBytes = {
  text: z.string(),
  isBase64: z.boolean(),
  isClipped: z.boolean().describe('Whether the text is only the beginning.'),
};
const contentSchema = z.object({
  id,
  key: z.object(shownBytes).nullable(),
  headers: z.array(z.object({ name: z.string(), ...shownBytes })).describe('The headers of the record, at most 50.'),
  body: z
    .object(shownBytes)
    .nullable()
    .describe('The value of the record, at most 32 KiB of it. Null when it has none, or is by reference.'),
  bytes: z.int().min(0).describe('The size of the value.'),
  isByReference: z
    .boolean()
    .describe('Whether the letter only refers to a record that was too large for the dead letters.'),
});
const redriveSchema = z.object({
  isDryRun: z.boolean(),
  results: z
    .array(z.object({ id: z.string(), outcome: z.enum(REDRIVE_OUTCOMES) }))
    .describe('One for each ID, in the order of the IDs.'),
});

/** The events of a tenant that consumers could not apply, for owner and staff. */
export const deadLetterOperations: readonly AnyOperation[] = [
  operation({
    id: 'listDeadLetters',
    method: 'GET',
    path: '/dead-letters',
    tag: 'Events',
    access: 'members',
    summary: "The open dead letters of your tenant's events, newest first (owner, staff)",
    description: 'A dead letter is an event that a consumer group could not apply.',
    query: z.object({ ...filterShape(deadLetterFilterInput) }),
    answer: page(deadLetterResource),
    errors: [],
    example: { query: { group: 'analytics', first: '10' } },
    run: ({ viewer, services, query }) =>
      readListPage(
        DEAD_LETTER_LIST,
        query,
        (filter, request) => services.deadLetters.page(viewer, filter, request),
        (filter) => services.deadLetters.count(viewer, filter),
      ),
  }),
  operation({
    id: 'getDeadLetter',
    method: 'GET',
    path: '/dead-letters/{deadLetterId}',
    tag: 'Events',
    access: 'members',
    summary: "A dead letter of your tenant's events (owner, staff)",
    params,
    answer: single(deadLetterResource),
    errors: ['NOT_FOUND'],
    example: { params: { deadLetterId: EXAMPLE } },
    run: ({ viewer, services, params: { deadLetterId } }) => services.deadLetters.get(viewer, deadLetterId),
  }),
  operation({
    id: 'getDeadLetterContent',
    method: 'GET',
    path: '/dead-letters/{deadLetterId}/content',
    tag: 'Events',
    access: 'members',
    summary: 'The record that could not be applied, clipped (owner, staff)',
    params,
    answer: value('DeadLetterContent', contentSchema),
    errors: ['NOT_FOUND'],
    example: { params: { deadLetterId: EXAMPLE } },
    async run({ viewer, services, params: { deadLetterId } }) {
      const { headers, ...content } = await services.deadLetters.content(viewer, deadLetterId);
      return { ...content, headers: [...headers] };
    },
  }),
  operation({
    id: 'redriveDeadLetters',
    method: 'POST',
    path: '/dead-letter-redrives',
    tag: 'Events',
    access: 'members',
    summary: `Gives at most ${MAX_REDRIVEN_AT_ONCE} dead letters to their consumer groups once more (owner, staff)`,
    description: `A letter that fails again is a new letter with one more redrive. A letter that was redriven ${MAX_REDRIVES} times without success stays, unless force is true. With dryRun nothing is changed. The result of a letter that stays says why.`,
    body: redriveDeadLettersInput,
    answer: value('DeadLetterRedrive', redriveSchema),
    errors: [],
    example: { body: { ids: [EXAMPLE], dryRun: true } },
    async run({ viewer, services, body, command }) {
      const { isDryRun, results } = await services.deadLetters.redrive(viewer, body, command);
      return { isDryRun, results: [...results] };
    },
  }),
];

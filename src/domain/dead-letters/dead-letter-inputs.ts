import { z } from 'zod';
import { DEAD_LETTER_CAUSES } from '../../contracts/dead-letter.js';
import { defined, distinctIds, line, optional } from '../../kernel/input-fields.js';

/** The most letters that one request redrives. */
export const MAX_REDRIVEN_AT_ONCE = 100;

/** The filters of the dead letters that both ports accept. */
export const deadLetterFilterInput = z
  .strictObject({
    group: optional(line(100)),
    cause: optional(z.enum(DEAD_LETTER_CAUSES)),
    eventType: optional(line(200)),
  })
  .transform((filter) => defined(filter));

const flag = optional(z.boolean());

/** The letters to redrive. */
export const redriveDeadLettersInput = z.strictObject({
  ids: distinctIds(MAX_REDRIVEN_AT_ONCE, 'a', 'dead letter'),
  dryRun: flag,
  force: flag,
});

import { z } from 'zod';
import type { OptionCount, QuestionResult } from '../../../../domain/surveys/results.js';
import type { TrendPoint } from '../../../../domain/surveys/trends.js';
import type { QuestionOption } from '../../../../domain/surveys/survey.js';
import { toOne, type Resource } from '../resource.js';
import { asOfSchema, presentAsOf } from './as-of.js';
import { optionSchema, questionResource } from './question.js';
import { id, instant } from './shapes.js';

const count = z.int().min(0);
const statistic = z.number().nullable();
const optionCountSchema = z.object({
  option: optionSchema,
  count,
  share: z.number().min(0).max(1).describe('The share of the responses that answered the question.'),
});

const presentOption = ({ id: optionId, position, label, value, disqualifies }: QuestionOption) => ({
  id: optionId,
  position,
  label,
  value,
  disqualifies,
});
const presentCount = ({ option, count: chosen, share }: OptionCount) => ({
  option: presentOption(option),
  count: chosen,
  share,
});

/** The result of one question over all responses. */
export const questionResultResource: Resource<QuestionResult> = {
  name: 'QuestionResult',
  schema: z.object({
    questionId: id,
    answered: count.describe('The number of responses that answered the question.'),
    skipped: count.describe('The number of responses that did not answer it.'),
    options: z
      .array(optionCountSchema)
      .describe('The count of each option, ordered by position (single_choice, multiple_choice, rating).'),
    rows: z
      .array(z.object({ row: optionSchema, options: z.array(optionCountSchema) }))
      .describe('The counts of each row (matrix).'),
    mean: statistic.describe(
      "The mean of the numbers (numeric) or of the chosen options' values (rating, and choices with values).",
    ),
    median: statistic.describe(
      'The median. If a roll-up has more than 1,000 different numbers, each of the numbers in the middle is within 0.5% of the true one.',
    ),
    min: statistic,
    max: statistic,
    histogram: z
      .array(z.object({ from: z.number(), to: z.number(), count }))
      .describe(
        'The numbers in at most 10 bins of equal width (numeric). Only the last bin includes its upper bound. If a roll-up has more than 1,000 different numbers, a number within 0.5% of the bound of a bin may count in the next one.',
      ),
    asOf: asOfSchema.describe(
      'The position in the event log that the roll-up of the results is current to. Null if all responses were read instead: with fresh, for responses in progress, or if the roll-up does not have every response.',
    ),
  }),
  present: ({ question, answered, skipped, options, rows, mean, median, min, max, histogram, asOf }) => ({
    questionId: question.id,
    answered,
    skipped,
    options: options.map(presentCount),
    rows: rows.map(({ row, options: chosen }) => ({ row: presentOption(row), options: chosen.map(presentCount) })),
    mean,
    median,
    min,
    max,
    histogram,
    asOf: presentAsOf(asOf),
  }),
  expansions: {
    question: toOne(
      () => questionResource,
      'The question.',
      (_, results) => Promise.resolve(results.map(({ question }) => question)),
    ),
  },
};

/** The responses submitted in one bucket of time. */
export const trendPointResource: Resource<TrendPoint> = {
  name: 'TrendPoint',
  schema: z.object({
    from: instant,
    total: count,
    completed: count,
    partial: count,
    disqualified: count,
    overquota: count,
  }),
  present: ({ from, total, completed, partial, disqualified, overquota }) => ({
    from,
    total,
    completed,
    partial,
    disqualified,
    overquota,
  }),
  expansions: {},
};

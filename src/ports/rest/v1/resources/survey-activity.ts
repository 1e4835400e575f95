import { z } from 'zod';
import type {
  ChoiceCount,
  SurveyActivity,
  SurveyActivityPoint,
} from '../../../../domain/read-models/survey-activity.js';
import type { Resource } from '../resource.js';
import { asOfSchema, presentAsOf } from './as-of.js';
import { id, instant } from './shapes.js';

const count = z.int().min(0);
const ended = { completed: count, partial: count, disqualified: count, overquota: count };

/** The numbers of a survey's responses by its events, from MongoDB. */
export const surveyActivityResource: Resource<SurveyActivity> = {
  name: 'SurveyActivity',
  schema: z.object({
    surveyId: id,
    started: count.describe(
      'The number of responses that were started, whatever became of them. Imported responses are not among them.',
    ),
    ...ended,
    asOf: asOfSchema,
  }),
  present: ({ surveyId, counts, asOf }) => ({ surveyId, ...counts, asOf: presentAsOf(asOf) }),
  expansions: {},
};

/** The responses that were started or that ended in one hour or day. */
export const activityIntervalResource: Resource<SurveyActivityPoint> = {
  name: 'ActivityInterval',
  schema: z.object({ from: instant.describe('The beginning of the hour or day in UTC.'), started: count, ...ended }),
  present: ({ from, counts }) => ({ from, ...counts }),
  expansions: {},
};

/** The responses that chose an option. */
export const choiceCountResource: Resource<ChoiceCount> = {
  name: 'ChoiceCount',
  schema: z.object({ questionId: id, optionId: id, ...ended }),
  present: ({ questionId, optionId, counts: { completed, partial, disqualified, overquota } }) => ({
    questionId,
    optionId,
    completed,
    partial,
    disqualified,
    overquota,
  }),
  expansions: {},
};

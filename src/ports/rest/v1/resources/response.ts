import { z } from 'zod';
import { instantText } from '../../../../kernel/instants.js';
import { RESPONSE_STATUSES, type Answer, type SurveyResponse } from '../../../../domain/surveys/response.js';
import { valuesByParent, toMany, toOne, type Expansion, type Resource } from '../resource.js';
import { optionResource, questionResource, questionsOf } from './question.js';
import { id, instant } from './shapes.js';

/**
 * Responses. A response belongs to its tenant and to its respondent. Representations for respondents have no
 * members-only expansions.
 */

/** How many responses a survey is expanded to. */
export const NEWEST_RESPONSES = 5;

export const responseSchema = z.object({
  id,
  surveyId: id,
  collectorId: id,
  status: z.enum(RESPONSE_STATUSES),
  startedAt: instant,
  submittedAt: instant.nullable(),
});

/** A response as responseSchema has it. */
export const presentResponse = ({
  id: responseId,
  surveyId,
  collectorId,
  status,
  startedAt,
  submittedAt,
}: SurveyResponse) => ({
  id: responseId,
  surveyId,
  collectorId,
  status,
  startedAt: instantText(startedAt),
  submittedAt: submittedAt && instantText(submittedAt),
});

const answerResource: Resource<Answer> = {
  name: 'Answer',
  schema: z.object({
    questionId: id,
    optionIds: z.array(id).describe('Chosen options (single_choice, multiple_choice, rating).'),
    cells: z.array(z.object({ rowId: id, optionId: id })).describe('Chosen cells (matrix).'),
    text: z.string().nullable(),
    number: z.number().nullable(),
    moment: z
      .string()
      .nullable()
      .describe("A date (2026-01-31), a time (14:30) or both (2026-01-31T14:30). The question's subtype says which."),
  }),
  present: ({ questionId, optionIds, cells, text, number, moment }) => ({
    questionId,
    optionIds,
    cells: cells.map(({ rowId, optionId }) => ({ rowId, optionId })),
    text,
    number,
    moment,
  }),
  expansions: {
    question: toOne(
      () => questionResource,
      'The question that the answer is for.',
      (context, answered) => questionsOf(context, answered),
    ),
    options: toMany(
      () => optionResource,
      'The options in optionIds, ordered by position.',
      async (context, answered) => {
        const questions = await questionsOf(context, answered);
        return answered.map(({ optionIds }, index) =>
          (questions[index]?.options ?? []).filter((option) => optionIds.includes(option.id)),
        );
      },
    ),
  },
};

/** The answers of any resource with a response. */
export const answers = <T>(responseOf: (value: T) => SurveyResponse): Expansion<T> =>
  toMany(
    () => answerResource,
    'The answers stored so far.',
    async ({ viewer, services }, values) => {
      const given = await services.surveyTrees.answersOf(viewer, values.map(responseOf));
      return valuesByParent(values, given, (value) => responseOf(value).id, []);
    },
  );
export const identity = (response: SurveyResponse) => response;

/**
 * The representation of a response after its respondent's writes. The respondent may read all of its expansions, so
 * that no write succeeds and then fails to return its result.
 */
export const ownResponseResource: Resource<SurveyResponse> = {
  name: 'OwnResponse',
  schema: responseSchema,
  present: presentResponse,
  expansions: { answers: answers(identity) },
};

/** A response that was just created. */
export interface NewResponse {
  readonly response: SurveyResponse;
  readonly responseToken: string | null;
}

export const newResponseResource: Resource<NewResponse> = {
  name: 'NewResponse',
  schema: responseSchema.extend({
    responseToken: z
      .string()
      .nullable()
      .describe(
        'The only credential for the response, for the Response-Token header. Null when the response has ended.',
      ),
  }),
  present: ({ response, responseToken }) => ({ ...presentResponse(response), responseToken }),
  expansions: { answers: answers(({ response }) => response) },
};

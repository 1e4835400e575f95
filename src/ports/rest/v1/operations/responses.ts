import { z } from 'zod';
import { RESPONSE_LIST } from '../../../../domain/surveys/survey-list.js';
import {
  respondAllInput,
  respondInput,
  responseFilterInput,
  saveAnswersInput,
} from '../../../../domain/surveys/survey-inputs.js';
import { idParameter, slugParameter } from '../common-parameters.js';
import { filterShape } from '../input-shapes.js';
import { readListPage } from '../read-list-page.js';
import { one, pageOf } from '../planned/planned-read.js';
import {
  responsesOfSurveyRead,
  surveyPartRead,
  tenantResponseRead,
} from '../../../../domain/surveys/survey-queries.js';
import { created, page, single, operation, value, type AnyOperation } from '../operation.js';
import {
  newResponseResource,
  ownResponseResource,
  presentResponse,
  responseSchema,
  type NewResponse,
} from '../resources/response.js';
import { responseResource } from '../resources/survey.js';
import { EXAMPLE } from './survey-examples.js';

const params = z.strictObject({ responseId: idParameter });
const linkParams = z.strictObject({ slug: slugParameter });
const token = z.string().min(1).max(1000).describe("The respondent's token, which startResponse returned.");
const respondent = z.object({ 'response-token': token });
const RESPONDENT = { params: { responseId: EXAMPLE.responseId }, headers: { 'response-token': EXAMPLE.responseToken } };
const CHOICE = { questionId: EXAMPLE.questionId, optionIds: [EXAMPLE.optionId] };

/**
 * Responses: members of the tenant read them, respondents write them, without accounts and with the token as the only
 * key.
 */
export const responseOperations: readonly AnyOperation[] = [
  operation({
    id: 'listResponses',
    method: 'GET',
    path: '/surveys/{surveyId}/responses',
    tag: 'Responses',
    access: 'members',
    summary: 'The responses to a survey, newest first',
    params: z.strictObject({ surveyId: idParameter }),
    query: z.object(filterShape(responseFilterInput)),
    answer: page(responseResource),
    errors: ['NOT_FOUND'],
    example: {
      params: { surveyId: EXAMPLE.surveyId },
      query: { statuses: 'completed,partial', first: '50', expand: 'answers' },
    },
    reads: ({ viewer, params: { surveyId }, query }) =>
      pageOf(query, (args) => responsesOfSurveyRead(viewer, surveyId, args), {
        of: 'Survey',
        read: surveyPartRead('Survey', viewer, surveyId),
      }),
    run: ({ viewer, services, params: { surveyId }, query }) =>
      readListPage(
        RESPONSE_LIST,
        query,
        (filter, page) => services.parts.responses(viewer, surveyId, filter, page),
        (filter) => services.parts.countResponses(viewer, surveyId, filter),
      ),
  }),
  operation({
    id: 'startResponse',
    method: 'POST',
    path: '/collector-links/{slug}/responses',
    tag: 'Responses',
    access: 'everyone',
    summary: 'Starts a response, or submits a whole response',
    description:
      'Without a body, or with neither answers nor partial, the operation starts a response. It is in_progress, and its responseToken is the credential to save answers and to submit. ' +
      'With answers, or with partial=true, the operation submits the response at once, as submitResponse does. There is then no responseToken.',
    params: linkParams,
    body: respondInput,
    bodyOptional: true,
    answer: created(newResponseResource, ({ response }) => `/responses/${response.id}`),
    errors: ['NOT_FOUND', 'INVALID_ANSWER', 'LIMIT_EXCEEDED'],
    example: { params: { slug: EXAMPLE.slug }, body: { answers: [CHOICE] } },
    async run({ viewer, services, params: { slug }, body, command }): Promise<NewResponse> {
      const isWhole = (body?.answers ?? undefined) !== undefined || body?.partial === true;
      return isWhole
        ? { response: await services.responses.respond(viewer, slug, body, command), responseToken: null }
        : services.responses.start(viewer, slug, command);
    },
  }),
  operation({
    id: 'submitResponses',
    method: 'POST',
    path: '/collector-links/{slug}/responses/bulk',
    tag: 'Responses',
    access: 'everyone',
    summary: 'Submits many whole responses, all or none',
    description:
      'The responses are submitted one after the other: if one fills a quota, it is full for the next. The responses created are in the order of the request. The `index` of an INVALID_ANSWER says which response is wrong.',
    params: linkParams,
    body: respondAllInput,
    answer: value('SubmittedResponses', z.object({ data: z.array(responseSchema) }), 201),
    errors: ['NOT_FOUND', 'INVALID_ANSWER', 'LIMIT_EXCEEDED'],
    example: { params: { slug: EXAMPLE.slug }, body: { responses: [{ answers: [CHOICE] }, { partial: true }] } },
    run: async ({ viewer, services, params: { slug }, body, command }) => ({
      data: (await services.responses.respondAll(viewer, slug, body, command)).map(presentResponse),
    }),
  }),
  operation({
    id: 'getResponse',
    method: 'GET',
    path: '/responses/{responseId}',
    tag: 'Responses',
    access: 'everyone',
    summary: 'A response, for members of its tenant, or for its respondent with the token',
    params,
    headers: respondent.partial(),
    answer: single(responseResource),
    errors: ['NOT_FOUND'],
    example: { params: { responseId: EXAMPLE.responseId }, query: { expand: 'answers.question' } },
    reads: ({ viewer, params: { responseId }, headers }) =>
      // A token may open a response of another tenant.
      headers['response-token'] === undefined ? one(tenantResponseRead(viewer, responseId)) : undefined,
    run: ({ viewer, services, params: { responseId }, headers }) =>
      services.responses.get(viewer, responseId, headers['response-token']),
  }),
  operation({
    id: 'saveAnswers',
    method: 'POST',
    path: '/responses/{responseId}/answers',
    tag: 'Responses',
    access: 'everyone',
    summary: 'Stores answers of a response in progress. A new answer to a question replaces the earlier one',
    params,
    headers: respondent,
    body: saveAnswersInput.pick({ answers: true }),
    answer: single(ownResponseResource),
    errors: ['NOT_FOUND', 'INVALID_STATE', 'INVALID_ANSWER'],
    example: { ...RESPONDENT, body: { answers: [CHOICE] } },
    run: ({ viewer, services, params: { responseId }, headers, body, command }) =>
      services.responses.saveAnswers(
        viewer,
        { ...body, responseId, responseToken: headers['response-token'] },
        command,
      ),
  }),
  operation({
    id: 'submitResponse',
    method: 'POST',
    path: '/responses/{responseId}/submit',
    tag: 'Responses',
    access: 'everyone',
    summary: 'Ends a response, optionally with its last answers',
    description:
      'The response becomes completed, disqualified or overquota, or partial when partial is true. A partial response may lack required answers.',
    params,
    headers: respondent,
    body: respondInput,
    bodyOptional: true,
    answer: single(ownResponseResource),
    errors: ['NOT_FOUND', 'INVALID_STATE', 'INVALID_ANSWER', 'LIMIT_EXCEEDED'],
    example: { ...RESPONDENT, body: { partial: false } },
    run: ({ viewer, services, params: { responseId }, headers, body, command }) =>
      services.responses.submit(viewer, { ...body, responseId, responseToken: headers['response-token'] }, command),
  }),
];

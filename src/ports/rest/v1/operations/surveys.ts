import { z } from 'zod';
import { SURVEY_LIST } from '../../../../domain/surveys/survey-list.js';
import { createSurveyInput, surveyFilterInput, updateSurveyInput } from '../../../../domain/surveys/survey-inputs.js';
import { idParameter, sortParameter } from '../common-parameters.js';
import { filterShape, patchShape } from '../input-shapes.js';
import { one, pageOf } from '../planned/planned-read.js';
import { surveyPartRead, surveysRead } from '../../../../domain/surveys/survey-queries.js';
import { created, page, noContent, single, operation, type AnyOperation } from '../operation.js';
import { surveyResource } from '../resources/survey.js';
import { readListPage } from '../read-list-page.js';

const params = z.strictObject({ surveyId: idParameter });
const EXAMPLE_ID = '0199f3a0-0000-8001-8000-000000000001';

/** Surveys as a whole. Members of the tenant read them, its owner writes. */
export const surveyOperations: readonly AnyOperation[] = [
  operation({
    id: 'listSurveys',
    method: 'GET',
    path: '/surveys',
    tag: 'Surveys',
    access: 'members',
    summary: 'The surveys of your tenant, by default newest first',
    query: z.object({ ...filterShape(surveyFilterInput), sort: sortParameter(SURVEY_LIST.fields) }),
    answer: page(surveyResource),
    errors: [],
    example: { query: { status: 'open', sort: '-createdAt', first: '10', expand: 'collectors' } },
    reads: ({ viewer, query }) => pageOf(query, (args) => surveysRead(viewer, args)),
    run: ({ viewer, services, query, selection }) =>
      readListPage(
        SURVEY_LIST,
        query,
        (filter, page, order) => services.surveys.list(viewer, filter, page, selection, order),
        (filter) => services.surveys.count(viewer, filter),
      ),
  }),
  operation({
    id: 'createSurvey',
    method: 'POST',
    path: '/surveys',
    tag: 'Surveys',
    access: 'members',
    summary: 'Creates a draft, optionally with pages and questions (owner)',
    body: createSurveyInput,
    answer: created(surveyResource, ({ id }) => `/surveys/${id}`),
    errors: ['LIMIT_EXCEEDED'],
    example: {
      body: {
        title: 'How was the show?',
        language: 'en',
        pages: [
          {
            title: 'You',
            questions: [
              {
                heading: 'Would you come again?',
                family: 'single_choice',
                required: true,
                options: [{ label: 'Yes' }, { label: 'No' }],
              },
            ],
          },
        ],
      },
    },
    run: ({ viewer, services, body, command }) => services.surveys.create(viewer, body, command),
  }),
  operation({
    id: 'getSurvey',
    method: 'GET',
    path: '/surveys/{surveyId}',
    tag: 'Surveys',
    access: 'members',
    summary: 'A survey. expand=pages.questions adds its pages and questions',
    params,
    answer: single(surveyResource),
    errors: ['NOT_FOUND'],
    example: { params: { surveyId: EXAMPLE_ID }, query: { expand: 'pages.questions' } },
    reads: ({ viewer, params: { surveyId } }) => one(surveyPartRead('Survey', viewer, surveyId)),
    run: ({ viewer, services, params: { surveyId }, selection }) => services.surveys.get(viewer, surveyId, selection),
  }),
  operation({
    id: 'updateSurvey',
    method: 'PATCH',
    path: '/surveys/{surveyId}',
    tag: 'Surveys',
    access: 'members',
    summary: 'Changes the title or language of a survey (owner)',
    params,
    body: z.strictObject(patchShape(updateSurveyInput, ['title', 'language'])),
    answer: single(surveyResource),
    ifMatch: true,
    errors: ['NOT_FOUND', 'INVALID_STATE'],
    example: { params: { surveyId: EXAMPLE_ID }, body: { title: 'How did you like the show?' } },
    run: ({ viewer, services, params: { surveyId }, body, command, expectedVersion }) =>
      services.surveys.update(viewer, { ...body, id: surveyId, expectedVersion }, command),
  }),
  operation({
    id: 'deleteSurvey',
    method: 'DELETE',
    path: '/surveys/{surveyId}',
    tag: 'Surveys',
    access: 'members',
    summary: 'Deletes a draft (owner)',
    params,
    answer: noContent(),
    ifMatch: true,
    errors: ['NOT_FOUND', 'INVALID_STATE'],
    example: { params: { surveyId: EXAMPLE_ID } },
    async run({ viewer, services, params: { surveyId }, command, expectedVersion }) {
      await services.surveys.delete(viewer, { id: surveyId, expectedVersion }, command);
    },
  }),
  ...(['publish', 'close'] as const).map((step) =>
    operation({
      id: `${step}Survey`,
      method: 'POST',
      path: `/surveys/{surveyId}/${step}`,
      tag: 'Surveys',
      access: 'members',
      summary:
        step === 'publish'
          ? 'Opens a draft. After that, its questions cannot be changed and its collectors accept responses (owner)'
          : 'Closes an open survey. It accepts no more responses (owner)',
      params,
      answer: single(surveyResource),
      ifMatch: true,
      errors: ['NOT_FOUND', 'INVALID_STATE'],
      example: { params: { surveyId: EXAMPLE_ID } },
      run: ({ viewer, services, params: { surveyId }, command, expectedVersion }) =>
        services.surveys[step](viewer, { id: surveyId, expectedVersion }, command),
    }),
  ),
];

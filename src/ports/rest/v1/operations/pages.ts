import { z } from 'zod';
import { addPageInput, updatePageInput } from '../../../../domain/surveys/survey-inputs.js';
import { idParameter } from '../common-parameters.js';
import { patchShape } from '../input-shapes.js';
import { listOf, one } from '../planned/planned-read.js';
import { surveyPartRead } from '../../../../domain/surveys/survey-queries.js';
import { all, created, noContent, single, operation, type AnyOperation } from '../operation.js';
import { pageResource, versioned } from '../resources/question.js';
import { EXAMPLE } from './survey-examples.js';

const surveyParams = z.strictObject({ surveyId: idParameter });
const params = z.strictObject({ pageId: idParameter });
const { position, title, description } = addPageInput.shape;
const CHANGE = ['NOT_FOUND', 'INVALID_STATE'] as const;
const VERSION =
  "The page's ETag begins with the survey's version. Each change of the survey or of any of its pages and questions increases the version.";

/** The pages of surveys. Members of the tenant read them, its owner writes while the survey is a draft. */
export const pageOperations: readonly AnyOperation[] = [
  operation({
    id: 'listPages',
    method: 'GET',
    path: '/surveys/{surveyId}/pages',
    tag: 'Questions',
    access: 'members',
    summary: 'The pages of a survey, ordered by position. expand=questions adds their questions',
    params: surveyParams,
    answer: all(pageResource),
    errors: ['NOT_FOUND'],
    example: { params: { surveyId: EXAMPLE.surveyId }, query: { expand: 'questions' } },
    reads: ({ viewer, params: { surveyId } }) => listOf('Survey', 'pages', surveyPartRead('Survey', viewer, surveyId)),
    run: async ({ viewer, services, params: { surveyId }, selection }) =>
      (await services.surveys.get(viewer, surveyId, { pages: selection })).pages ?? [],
  }),
  operation({
    id: 'addPage',
    method: 'POST',
    path: '/surveys/{surveyId}/pages',
    tag: 'Questions',
    access: 'members',
    summary: 'Adds a page to a draft, by default at the end (owner)',
    description: "If-Match is compared with the survey's ETag.",
    params: surveyParams,
    body: z.strictObject({ title, description, position }),
    answer: created(pageResource, ({ id }) => `/pages/${id}`),
    ifMatch: true,
    errors: [...CHANGE, 'LIMIT_EXCEEDED'],
    example: { params: { surveyId: EXAMPLE.surveyId }, body: { title: 'About you', position: 0 } },
    async run({ viewer, services, params: { surveyId }, body, command, expectedVersion }) {
      const { value, survey } = await services.content.addPage(viewer, { ...body, surveyId, expectedVersion }, command);
      return versioned({ part: value, survey });
    },
  }),
  operation({
    id: 'getPage',
    method: 'GET',
    path: '/pages/{pageId}',
    tag: 'Questions',
    access: 'members',
    summary: 'A page',
    description: VERSION,
    params,
    answer: single(pageResource),
    errors: ['NOT_FOUND'],
    example: { params: { pageId: EXAMPLE.pageId }, query: { expand: 'questions' } },
    reads: ({ viewer, params: { pageId } }) => one(surveyPartRead('SurveyPage', viewer, pageId)),
    run: async ({ viewer, services, params: { pageId } }) => versioned(await services.parts.page(viewer, pageId)),
  }),
  operation({
    id: 'updatePage',
    method: 'PATCH',
    path: '/pages/{pageId}',
    tag: 'Questions',
    access: 'members',
    summary: 'Changes the title, description or position of a page of a draft (owner)',
    description: 'Null removes the title or description: it becomes empty.',
    params,
    body: z.strictObject({ title, description, ...patchShape(updatePageInput, ['position']) }),
    answer: single(pageResource),
    ifMatch: true,
    errors: CHANGE,
    example: { params: { pageId: EXAMPLE.pageId }, body: { title: 'About your visit', description: null } },
    async run({ viewer, services, params: { pageId }, body, command, expectedVersion }) {
      const removed = Object.fromEntries(Object.entries(body).map(([name, given]) => [name, given ?? '']));
      const { value, survey } = await services.content.updatePage(
        viewer,
        { ...removed, id: pageId, expectedVersion },
        command,
      );
      return versioned({ part: value, survey });
    },
  }),
  operation({
    id: 'deletePage',
    method: 'DELETE',
    path: '/pages/{pageId}',
    tag: 'Questions',
    access: 'members',
    summary: 'Deletes a page of a draft, with its questions (owner)',
    params,
    answer: noContent(),
    ifMatch: true,
    errors: CHANGE,
    example: { params: { pageId: EXAMPLE.pageId } },
    async run({ viewer, services, params: { pageId }, command, expectedVersion }) {
      await services.content.deletePage(viewer, { id: pageId, expectedVersion }, command);
    },
  }),
];

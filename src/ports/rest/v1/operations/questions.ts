import { z } from 'zod';
import { addQuestionInput, questionInput, updateQuestionInput } from '../../../../domain/surveys/survey-inputs.js';
import { idParameter } from '../common-parameters.js';
import { applyMergePatch } from '../http/merge-patch.js';
import { fieldsOf, patchShape } from '../input-shapes.js';
import { listOf, one } from '../planned/planned-read.js';
import { surveyPartRead } from '../../../../domain/surveys/survey-queries.js';
import { all, created, noContent, single, operation, type AnyOperation } from '../operation.js';
import { questionResource, versioned } from '../resources/question.js';
import { EXAMPLE } from './survey-examples.js';

const pageParams = z.strictObject({ pageId: idParameter });
const params = z.strictObject({ questionId: idParameter });
const CHANGE = ['NOT_FOUND', 'INVALID_STATE'] as const;
const OPTION_IDS = 'An option or row keeps its ID when its label stays the same. Other options and rows get new IDs.';

/**
 * A whole question, and where on its page it goes. The rules across fields are the domain's, told by the names of these
 * fields.
 */
const questionBody = z
  .strictObject({ ...fieldsOf(questionInput), position: addQuestionInput.shape.position })
  .superRefine(({ position: _, ...question }, context) => {
    const { error } = questionInput.safeParse(question);
    for (const { path, message } of error?.issues ?? []) context.addIssue({ code: 'custom', path, message });
  });

const { subtype, required, validation, options, rows } = fieldsOf(questionInput) as Readonly<
  Record<'subtype' | 'required' | 'validation' | 'options' | 'rows', z.ZodType>
>;
/** Null removes an optional field: the question is then as if it never had the field. */
const questionPatch = z.strictObject({
  ...patchShape(questionInput, ['heading', 'family']),
  subtype,
  required,
  validation,
  options,
  rows,
  ...patchShape(updateQuestionInput, ['position']),
});

/** Splits a body into its `position` and the question. */
function splitPosition(body: object): { readonly position: unknown; readonly question: object } {
  const { position, ...question } = body as { readonly position?: unknown };
  return { position, question };
}

/** The questions of surveys. Members of the tenant read them, its owner writes while the survey is a draft. */
export const questionOperations: readonly AnyOperation[] = [
  operation({
    id: 'listQuestions',
    method: 'GET',
    path: '/pages/{pageId}/questions',
    tag: 'Questions',
    access: 'members',
    summary: 'The questions of a page, ordered by position',
    params: pageParams,
    answer: all(questionResource),
    errors: ['NOT_FOUND'],
    example: { params: { pageId: EXAMPLE.pageId } },
    reads: ({ viewer, params: { pageId } }) =>
      listOf('SurveyPage', 'questions', surveyPartRead('SurveyPage', viewer, pageId)),
    run: ({ viewer, services, params: { pageId } }) => services.parts.questions(viewer, pageId),
  }),
  operation({
    id: 'addQuestion',
    method: 'POST',
    path: '/pages/{pageId}/questions',
    tag: 'Questions',
    access: 'members',
    summary: 'Adds a question to a page of a draft, by default at the end (owner)',
    params: pageParams,
    body: questionBody,
    answer: created(questionResource, ({ id }) => `/questions/${id}`),
    ifMatch: true,
    errors: [...CHANGE, 'LIMIT_EXCEEDED'],
    example: {
      params: { pageId: EXAMPLE.pageId },
      body: {
        heading: 'How did you like it?',
        family: 'rating',
        subtype: 'star',
        required: true,
        options: [
          { label: 'Not at all', value: 1 },
          { label: 'Very much', value: 5 },
        ],
        position: 0,
      },
    },
    async run({ viewer, services, params: { pageId }, body, command, expectedVersion }) {
      const { value, survey } = await services.content.addQuestion(
        viewer,
        { ...splitPosition(body), pageId, expectedVersion },
        command,
      );
      return versioned({ part: value, survey });
    },
  }),
  operation({
    id: 'getQuestion',
    method: 'GET',
    path: '/questions/{questionId}',
    tag: 'Questions',
    access: 'members',
    summary: 'A question',
    description: "The question's ETag begins with the survey's version.",
    params,
    answer: single(questionResource),
    errors: ['NOT_FOUND'],
    example: { params: { questionId: EXAMPLE.questionId } },
    reads: ({ viewer, params: { questionId } }) => one(surveyPartRead('Question', viewer, questionId)),
    run: async ({ viewer, services, params: { questionId } }) =>
      versioned(await services.parts.question(viewer, questionId)),
  }),
  operation({
    id: 'replaceQuestion',
    method: 'PUT',
    path: '/questions/{questionId}',
    tag: 'Questions',
    access: 'members',
    summary: 'Replaces the whole content of a question of a draft (owner)',
    description: OPTION_IDS,
    params,
    body: questionBody,
    answer: single(questionResource),
    ifMatch: true,
    errors: CHANGE,
    example: {
      params: { questionId: EXAMPLE.questionId },
      body: {
        heading: 'Would you come again?',
        family: 'single_choice',
        options: [{ label: 'Yes' }, { label: 'No' }, { label: 'Perhaps' }],
      },
    },
    async run({ viewer, services, params: { questionId }, body, command, expectedVersion }) {
      const { value, survey } = await services.content.updateQuestion(
        viewer,
        { ...splitPosition(body), id: questionId, expectedVersion },
        command,
      );
      return versioned({ part: value, survey });
    },
  }),
  operation({
    id: 'updateQuestion',
    method: 'PATCH',
    path: '/questions/{questionId}',
    tag: 'Questions',
    access: 'members',
    summary: 'Changes some of the content of a question of a draft (owner)',
    description: `Lists are replaced as a whole. The result must be a valid question: a new family needs a subtype of that family, or null for its first subtype. ${OPTION_IDS}`,
    params,
    body: questionPatch,
    answer: single(questionResource),
    ifMatch: true,
    errors: CHANGE,
    example: { params: { questionId: EXAMPLE.questionId }, body: { heading: 'Will you come again?', required: true } },
    async run({ viewer, services, params: { questionId }, body, command, expectedVersion }) {
      const { position, question: patch } = splitPosition(body);
      const { value, survey } = await services.content.changeQuestion(
        viewer,
        { id: questionId, position, expectedVersion },
        (content) => applyMergePatch(content, patch),
        command,
      );
      return versioned({ part: value, survey });
    },
  }),
  operation({
    id: 'deleteQuestion',
    method: 'DELETE',
    path: '/questions/{questionId}',
    tag: 'Questions',
    access: 'members',
    summary: 'Deletes a question of a draft (owner)',
    params,
    answer: noContent(),
    ifMatch: true,
    errors: CHANGE,
    example: { params: { questionId: EXAMPLE.questionId } },
    async run({ viewer, services, params: { questionId }, command, expectedVersion }) {
      await services.content.deleteQuestion(viewer, { id: questionId, expectedVersion }, command);
    },
  }),
];

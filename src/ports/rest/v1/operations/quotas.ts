import { z } from 'zod';
import { setQuotaInput } from '../../../../domain/surveys/survey-inputs.js';
import { idParameter } from '../common-parameters.js';
import { listOf, one } from '../planned/planned-read.js';
import { optionQuotaRead, surveyPartRead } from '../../../../domain/surveys/survey-queries.js';
import { all, noContent, single, operation, type AnyOperation } from '../operation.js';
import { quotaResource } from '../resources/survey.js';
import { EXAMPLE } from './survey-examples.js';

const params = z.strictObject({ quotaId: idParameter });
const optionParams = z.strictObject({ questionId: idParameter, optionId: idParameter });
const OPTION = { questionId: EXAMPLE.questionId, optionId: EXAMPLE.optionId };

/**
 * The quotas: how many completed responses may choose an option. Members of the tenant read quotas. Its owner writes
 * them, in any status of the survey.
 */
export const quotaOperations: readonly AnyOperation[] = [
  operation({
    id: 'listQuotas',
    method: 'GET',
    path: '/surveys/{surveyId}/quotas',
    tag: 'Collectors',
    access: 'members',
    summary: 'The quotas of a survey',
    params: z.strictObject({ surveyId: idParameter }),
    answer: all(quotaResource),
    errors: ['NOT_FOUND'],
    example: { params: { surveyId: EXAMPLE.surveyId }, query: { expand: 'question' } },
    reads: ({ viewer, params: { surveyId } }) => listOf('Survey', 'quotas', surveyPartRead('Survey', viewer, surveyId)),
    run: ({ viewer, services, params: { surveyId } }) => services.parts.quotas(viewer, surveyId),
  }),
  operation({
    id: 'getQuota',
    method: 'GET',
    path: '/quotas/{quotaId}',
    tag: 'Collectors',
    access: 'members',
    summary: 'A quota, with the number of responses that fill it',
    params,
    answer: single(quotaResource),
    errors: ['NOT_FOUND'],
    example: { params: { quotaId: EXAMPLE.quotaId } },
    reads: ({ viewer, params: { quotaId } }) => one(surveyPartRead('Quota', viewer, quotaId)),
    run: async ({ viewer, services, params: { quotaId } }) => (await services.parts.quota(viewer, quotaId)).part,
  }),
  operation({
    id: 'getOptionQuota',
    method: 'GET',
    path: '/questions/{questionId}/options/{optionId}/quota',
    tag: 'Collectors',
    access: 'members',
    summary: 'The quota of an option',
    params: optionParams,
    answer: single(quotaResource),
    errors: ['NOT_FOUND'],
    example: { params: OPTION },
    reads: ({ viewer, params: { questionId, optionId } }) => one(optionQuotaRead(viewer, questionId, optionId)),
    run: async ({ viewer, services, params: { questionId, optionId } }) =>
      (await services.parts.quotaOf(viewer, questionId, optionId)).part,
  }),
  operation({
    id: 'setQuota',
    method: 'PUT',
    path: '/questions/{questionId}/options/{optionId}/quota',
    tag: 'Collectors',
    access: 'members',
    summary: "Sets the limit of an option's quota, and creates the quota if it does not exist (owner)",
    description:
      'Responses that are already completed count towards the quota. The question of the option must not be a matrix.',
    params: optionParams,
    body: setQuotaInput.pick({ limit: true }),
    answer: single(quotaResource),
    errors: ['NOT_FOUND'],
    ifAbsent: true,
    example: { params: OPTION, body: { limit: 100 } },
    run: ({ viewer, services, params: option, body, command, onlyIfAbsent }) =>
      services.collectors.setQuota(viewer, { ...body, ...option }, command, { onlyIfAbsent }),
  }),
  operation({
    id: 'deleteQuota',
    method: 'DELETE',
    path: '/quotas/{quotaId}',
    tag: 'Collectors',
    access: 'members',
    summary: 'Deletes a quota. Its option can then be chosen without limit (owner)',
    params,
    answer: noContent(),
    errors: ['NOT_FOUND'],
    example: { params: { quotaId: EXAMPLE.quotaId } },
    async run({ viewer, services, params: { quotaId }, command }) {
      await services.collectors.deleteQuota(viewer, quotaId, command);
    },
  }),
];

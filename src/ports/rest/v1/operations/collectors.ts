import { z } from 'zod';
import { createCollectorInput } from '../../../../domain/surveys/survey-inputs.js';
import { idParameter, slugParameter } from '../common-parameters.js';
import { listOf, one, openOne } from '../planned/planned-read.js';
import { openCollectorRead, surveyPartRead } from '../../../../domain/surveys/survey-queries.js';
import { all, created, single, operation, type AnyOperation } from '../operation.js';
import { collectorResource } from '../resources/survey.js';
import { EXAMPLE } from './survey-examples.js';

const surveyParams = z.strictObject({ surveyId: idParameter });
const params = z.strictObject({ collectorId: idParameter });

/**
 * The links through which people answer. Members of the tenant read them, its owner makes and closes them; an open link
 * is everybody's.
 */
export const collectorOperations: readonly AnyOperation[] = [
  operation({
    id: 'listCollectors',
    method: 'GET',
    path: '/surveys/{surveyId}/collectors',
    tag: 'Collectors',
    access: 'members',
    summary: 'The collectors of a survey, oldest first',
    params: surveyParams,
    answer: all(collectorResource),
    errors: ['NOT_FOUND'],
    example: { params: { surveyId: EXAMPLE.surveyId } },
    reads: ({ viewer, params: { surveyId } }) =>
      listOf('Survey', 'collectors', surveyPartRead('Survey', viewer, surveyId)),
    run: ({ viewer, services, params: { surveyId } }) => services.parts.collectors(viewer, surveyId),
  }),
  operation({
    id: 'createCollector',
    method: 'POST',
    path: '/surveys/{surveyId}/collectors',
    tag: 'Collectors',
    access: 'members',
    summary: 'Creates a collector for a survey that is not closed (owner)',
    params: surveyParams,
    body: createCollectorInput.omit({ surveyId: true }),
    answer: created(collectorResource, ({ id }) => `/collectors/${id}`),
    errors: ['NOT_FOUND', 'INVALID_STATE'],
    example: { params: { surveyId: EXAMPLE.surveyId }, body: { name: 'Newsletter' } },
    run: ({ viewer, services, params: { surveyId }, body, command }) =>
      services.collectors.create(viewer, { ...body, surveyId }, command),
  }),
  operation({
    id: 'getCollector',
    method: 'GET',
    path: '/collectors/{collectorId}',
    tag: 'Collectors',
    access: 'members',
    summary: 'A collector',
    params,
    answer: single(collectorResource),
    errors: ['NOT_FOUND'],
    example: { params: { collectorId: EXAMPLE.collectorId }, query: { expand: 'survey' } },
    reads: ({ viewer, params: { collectorId } }) => one(surveyPartRead('Collector', viewer, collectorId)),
    run: async ({ viewer, services, params: { collectorId } }) =>
      (await services.parts.collector(viewer, collectorId)).part,
  }),
  operation({
    id: 'closeCollector',
    method: 'POST',
    path: '/collectors/{collectorId}/close',
    tag: 'Collectors',
    access: 'members',
    summary: 'Closes a collector. It accepts no more responses (owner)',
    params,
    answer: single(collectorResource),
    errors: ['NOT_FOUND'],
    example: { params: { collectorId: EXAMPLE.collectorId } },
    run: ({ viewer, services, params: { collectorId }, command }) =>
      services.collectors.close(viewer, collectorId, command),
  }),
  operation({
    id: 'getCollectorLink',
    method: 'GET',
    path: '/collector-links/{slug}',
    tag: 'Collectors',
    access: 'everyone',
    summary: 'The collector with this slug, while the collector and its survey are open',
    description:
      'For respondents. expand=survey.pages.questions adds all questions of the survey. Only members of the tenant may read the collectors and quotas of the survey.',
    params: z.strictObject({ slug: slugParameter }),
    answer: single(collectorResource),
    errors: ['NOT_FOUND'],
    example: { params: { slug: EXAMPLE.slug }, query: { expand: 'survey.pages.questions' } },
    reads: ({ params: { slug } }) => openOne(openCollectorRead(slug)),
    run: async ({ services, params: { slug } }) => (await services.collectors.bySlug(slug)).collector,
  }),
];

import { z } from 'zod';
import { instant as anyInstant } from '../../../../kernel/input-fields.js';
import { RESPONSE_STATUSES } from '../../../../domain/surveys/response.js';
import { TREND_INTERVALS } from '../../../../domain/surveys/survey-reads.js';
import type { GatewayEvent } from '../../../../contracts/gateway-event.js';
import { idParameter } from '../common-parameters.js';
import { all, operation, stream, type AnyOperation, type StreamedMessage } from '../operation.js';
import type { ReadContext } from '../resource.js';
import { questionResultResource, trendPointResource } from '../resources/insight.js';
import { presentResponse, responseSchema } from '../resources/response.js';
import { EXAMPLE } from './survey-examples.js';

const params = z.strictObject({ surveyId: idParameter });
const example = { surveyId: EXAMPLE.surveyId };
const instant = anyInstant().optional();

/** What a tenant learns from its responses. */
export const insightOperations: readonly AnyOperation[] = [
  operation({
    id: 'getResults',
    method: 'GET',
    path: '/surveys/{surveyId}/results',
    tag: 'Insights',
    access: 'members',
    summary: 'The results of each question, in order',
    params,
    query: z.object({
      statuses: z
        .array(z.enum(RESPONSE_STATUSES))
        .min(1)
        .max(RESPONSE_STATUSES.length)
        .optional()
        .describe('The responses to count; completed ones when left out.'),
    }),
    answer: all(questionResultResource),
    errors: ['NOT_FOUND'],
    example: { params: example, query: { statuses: 'completed,partial', expand: 'question' } },
    async run({ viewer, services, params: { surveyId }, query: { statuses = ['completed'] } }) {
      const survey = await services.surveys.get(viewer, surveyId, {});
      return (await services.insights.results(viewer, [survey], statuses)).get(survey.id) ?? [];
    },
  }),
  operation({
    id: 'getTrends',
    method: 'GET',
    path: '/surveys/{surveyId}/trends',
    tag: 'Insights',
    access: 'members',
    summary:
      'Responses submitted per bucket of UTC time, oldest first, buckets without any left out (at most 1,000 buckets, the latest)',
    params,
    query: z.object({ interval: z.enum(TREND_INTERVALS), from: instant, to: instant }),
    answer: all(trendPointResource),
    errors: ['NOT_FOUND'],
    example: { params: example, query: { interval: 'day', from: '2026-01-01T00:00:00Z' } },
    async run({ viewer, services, params: { surveyId }, query: { interval, from, to } }) {
      return services.insights.trends(viewer, await services.surveys.get(viewer, surveyId, {}), { interval, from, to });
    },
  }),
  operation({
    id: 'responseEvents',
    method: 'GET',
    path: '/surveys/{surveyId}/response-events',
    tag: 'Insights',
    access: 'members',
    summary: 'Each response to a survey as it is submitted, from now on, as server-sent events named responseSubmitted',
    description:
      "The id of a message is its event's. It cannot be resumed: Last-Event-ID is not read, and what is submitted while nobody listens is in listResponses, or in /events, which resumes.",
    params,
    answer: stream('SubmittedResponse', responseSchema),
    errors: ['NOT_FOUND'],
    example: { params: example },
    async run({ viewer, services, params: { surveyId }, signal }) {
      const survey = await services.surveys.get(viewer, surveyId, {});
      return submitted(
        { viewer, services },
        services.events.ofAggregate('gateway.response.submitted.v1', ({ data }) => data.surveyId === survey.id, signal),
      );
    },
  }),
];

async function* submitted(
  { viewer, services }: ReadContext,
  events: AsyncIterable<GatewayEvent<'gateway.response.submitted.v1'>>,
): AsyncIterable<StreamedMessage> {
  for await (const { id, data } of events)
    yield {
      id,
      event: 'responseSubmitted',
      data: presentResponse(await services.responses.get(viewer, data.responseId, undefined)),
    };
}

import { z } from 'zod';
import { instant as anyInstant } from '../../../../kernel/input-fields.js';
import { RESPONSE_STATUSES } from '../../../../domain/surveys/response.js';
import { TREND_INTERVALS } from '../../../../domain/surveys/trends.js';
import type { Submission } from '../../../../domain/surveys/submission-stream-service.js';
import { idParameter } from '../common-parameters.js';
import { all, operation, stream, type AnyOperation, type StreamedMessage } from '../operation.js';
import type { ReadContext } from '../resource.js';
import { questionResultResource, trendPointResource } from '../resources/insight.js';
import { presentResponse, responseSchema } from '../resources/response.js';
import { endOnAbort } from '../stream-messages.js';
import { EXAMPLE } from './survey-examples.js';

const params = z.strictObject({ surveyId: idParameter });
const example = { surveyId: EXAMPLE.surveyId };
const instant = anyInstant().optional();

/** The results and trends of a tenant's responses. */
export const insightOperations: readonly AnyOperation[] = [
  operation({
    id: 'getResults',
    method: 'GET',
    path: '/surveys/{surveyId}/results',
    tag: 'Insights',
    access: 'members',
    summary: 'The result of each question, in the order of the questions',
    params,
    query: z.object({
      statuses: z
        .array(z.enum(RESPONSE_STATUSES))
        .min(1)
        .max(RESPONSE_STATUSES.length)
        .optional()
        .describe('The statuses of the responses to count. The default is completed.'),
      fresh: z
        .boolean()
        .optional()
        .describe(
          'Whether to read all responses, instead of a roll-up that is usually some milliseconds behind. It takes longer the more responses there are. The default is false.',
        ),
    }),
    answer: all(questionResultResource),
    errors: ['NOT_FOUND'],
    example: { params: example, query: { statuses: 'completed,partial', expand: 'question' } },
    run: ({ viewer, services, params: { surveyId }, query: { statuses, fresh = false } }) =>
      services.insights.resultsOf(viewer, surveyId, { statuses: statuses ?? ['completed'], fresh }),
  }),
  operation({
    id: 'getTrends',
    method: 'GET',
    path: '/surveys/{surveyId}/trends',
    tag: 'Insights',
    access: 'members',
    summary:
      'The number of responses submitted in each interval of UTC time, oldest first, without empty intervals (the latest 1,000 at most)',
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
    summary: 'A live stream of the responses submitted to a survey, as server-sent events named responseSubmitted',
    description:
      'The stream starts now. The ID of a message is the ID of its event. The stream cannot be resumed, and Last-Event-ID is ignored. Read responses that you missed with listResponses, or use /events, which can be resumed.',
    params,
    answer: stream('SubmittedResponse', responseSchema),
    errors: ['NOT_FOUND'],
    example: { params: example },
    async run({ viewer, services, params: { surveyId }, signal }) {
      const events = await services.submissions.submissions(viewer, surveyId);
      return submitted({ viewer, services }, endOnAbort(signal, events));
    },
  }),
];

async function* submitted(
  { viewer, services }: ReadContext,
  events: AsyncIterable<Submission>,
): AsyncIterable<StreamedMessage> {
  for await (const { id, data } of events)
    yield {
      id,
      event: 'responseSubmitted',
      data: presentResponse(await services.responses.get(viewer, data.responseId, undefined)),
    };
}

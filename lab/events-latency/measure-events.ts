import { setTimeout as sleep } from 'node:timers/promises';
import type { GraphQLRequest } from '../graphql-request.js';
import { summary } from '../statistics.js';
import type { EventWatch } from './event-watch.js';

export interface EventsRun {
  readonly mutations: number;
  readonly warmUp: number;
  /** The pause between the arrival of one event and the next mutation. */
  readonly pauseMs: number;
}

const CREATE = 'mutation ($title: String!) { createSurvey(input: { title: $title }) { survey { id } } }';

/** Creates surveys one at a time and measures the time until the subscriber receives the event of each. */
export async function measureEvents(request: GraphQLRequest, watch: EventWatch, run: EventsRun) {
  for (let index = 0; index < run.warmUp; index += 1) await createOne(request, watch, `Warm-up ${index}`, run.pauseMs);
  const measured = [];
  for (let index = 0; index < run.mutations; index += 1)
    measured.push(await createOne(request, watch, `Latency ${index}`, run.pauseMs));
  return {
    mutations: run.mutations,
    commitToSubscriberMs: summary(measured.map(({ fromCommand }) => fromCommand)),
    requestToSubscriberMs: summary(measured.map(({ fromRequest }) => fromRequest)),
    requestToResponseMs: summary(measured.map(({ response }) => response)),
    responseToSubscriberMs: summary(measured.map(({ fromResponse }) => fromResponse)),
  };
}

async function createOne(request: GraphQLRequest, watch: EventWatch, title: string, pauseMs: number) {
  const sent = performance.now();
  const { data } = await request<{ createSurvey: { survey: { id: string } } }>(CREATE, { title });
  const responded = performance.now();
  const arrival = await watch.arrivalOf(data.createSurvey.survey.id);
  await sleep(pauseMs);
  return {
    fromCommand: arrival.wallMs - arrival.occurredAt,
    fromRequest: arrival.at - sent,
    response: responded - sent,
    fromResponse: arrival.at - responded,
  };
}

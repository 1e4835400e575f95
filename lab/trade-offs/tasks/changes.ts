import type { RecordingClient } from '../exchange.js';
import { LabError } from '../lab-error.js';
import { bearer, graphqlData, graphqlPost } from '../requests.js';
import type { LabFixtures } from '../task.js';

/** The common part of the tasks about changes: another client retitles a survey, and the side detects the change. */
export const CHANGES = 3;
export const EVENT_TYPE = 'gateway.survey.updated.v1';
/** How long a client waits between two polls. Real clients wait longer: seconds, or minutes. */
export const POLL_MS = 300;

export const EVENTS = `subscription ($types: [String!], $after: String) {
  events(types: $types, after: $after) { data cursor }
}`;
const RETITLE = 'mutation ($input: UpdateSurveyInput!) { updateSurvey(input: $input) { survey { version } } }';

/** An event's data, as REST and GraphQL both give it. */
export interface SurveyUpdated {
  readonly surveyId: string;
  readonly version: number;
}

/** Makes a change and resolves to the version it led to and when it was done. */
async function retitle(
  exchange: RecordingClient,
  fixtures: LabFixtures,
): Promise<{ readonly version: number; readonly at: number }> {
  const input = { id: fixtures.watchedSurveyId, title: `Lab watched survey, ${new Date().toISOString()}` };
  const { updateSurvey } = await graphqlData<{ updateSurvey: { survey: { version: number } } }>(
    exchange.unmeasured(graphqlPost('retitle', RETITLE, { input }, bearer(fixtures))),
  );
  return { version: updateSurvey.survey.version, at: performance.now() };
}

/**
 * Makes the changes one after the other, each some time after the previous one was seen. Changes are rarer than
 * polls, so some polls find nothing. They are spread evenly over the polling interval, so that chance favours no
 * side. `seen` resolves when the side has seen a version. Resolves to the number of changes.
 */
export async function makeChanges(
  exchange: RecordingClient,
  fixtures: LabFixtures,
  seen: (version: number) => Promise<void>,
): Promise<number> {
  let count = 0;
  for (; count < CHANGES; count += 1) {
    await exchange.pause(POLL_MS * (1 + (count + 0.5) / CHANGES));
    const change = await retitle(exchange, fixtures);
    await seen(change.version);
    // The change may be seen before the client that made it has the answer.
    exchange.recordDelay(Math.max(0, performance.now() - change.at));
  }
  return count;
}

const PRIMER_ATTEMPTS = 10;

/**
 * A cursor after all events so far, as a client has it from its last connection. A subscription without a cursor
 * starts at a moment that the client cannot know, so changes are made until one arrives. This is not measured, and
 * uses GraphQL for both sides.
 */
export async function currentCursor(exchange: RecordingClient, fixtures: LabFixtures): Promise<string> {
  const stream = await exchange.followUnmeasured({
    kind: 'graphql-ws',
    query: EVENTS,
    variables: { types: [EVENT_TYPE] },
    token: fixtures.token,
    label: 'cursor',
  });
  try {
    const first = stream.next();
    first.catch(() => undefined);
    for (let attempt = 0; attempt < PRIMER_ATTEMPTS; attempt += 1) {
      await retitle(exchange, fixtures);
      const arrived = await Promise.race([first, exchange.pause(500)]);
      if (arrived === undefined) continue;
      const wanted = (await retitle(exchange, fixtures)).version;
      for (;;) {
        const { events } = (await stream.next()).data as { events: { data: SurveyUpdated; cursor: string } };
        if (events.data.surveyId === fixtures.watchedSurveyId && events.data.version >= wanted) return events.cursor;
      }
    }
    throw new LabError('No event arrived over the subscription. Is Kafka running?');
  } finally {
    await stream.close();
  }
}

import { bearer, placeholder, restGet, shownRest } from '../requests.js';
import type { LabTask } from '../task.js';
import { CHANGES, currentCursor, EVENT_TYPE, makeChanges, type SurveyUpdated } from './changes.js';
import { shownSubscription, subscribed } from './poll-or-subscribe.js';

const PATH = `/api/v1/events?types=${EVENT_TYPE}`;
const headers = (cursor: string) => ({ accept: 'text/event-stream', 'last-event-id': cursor });

export const sseOrSubscribe: LabTask = {
  id: 'sse-or-subscribe',
  title: 'Changes: event stream or subscribe',
  wants: `The same ${CHANGES} changes. REST delivers them as server-sent events.`,
  why: 'A draw in delay: both follow the same event log. REST opens its stream with one ordinary request, and a browser’s EventSource reconnects and resumes by Last-Event-ID by itself. A WebSocket needs an upgrade and connection_init before it can subscribe, and the client has to resume by itself. GraphQL sends only the selected fields, and one socket carries many subscriptions.',
  shown: { rest: shownRest(restGet('', PATH, headers(placeholder('cursor')))), graphql: shownSubscription },
  run: {
    async rest(exchange, fixtures) {
      const cursor = await currentCursor(exchange, fixtures);
      const stream = await exchange.follow({
        kind: 'sse',
        path: PATH,
        headers: { ...bearer(fixtures), ...headers(cursor) },
        label: 'event stream',
      });
      try {
        const changes = await makeChanges(exchange, fixtures, async (version) => {
          for (;;) {
            const { data } = (await stream.next()).data as { data: SurveyUpdated };
            if (data.surveyId === fixtures.watchedSurveyId && data.version >= version) return;
          }
        });
        return { changes };
      } finally {
        await stream.close();
      }
    },
    graphql: subscribed,
  },
};

import { compact, bearer, placeholder, restBody, restGet, shownGraphQL, shownRest } from '../requests.js';
import type { LabTask } from '../task.js';
import { CHANGES, currentCursor, EVENT_TYPE, EVENTS, makeChanges, POLL_MS, type SurveyUpdated } from './changes.js';

const survey = (id: string) => `/api/v1/surveys/${id}?fields=title,version`;

/** Subscribes from now on and receives each change. */
export const subscribed: LabTask['run']['graphql'] = async (exchange, fixtures) => {
  const after = await currentCursor(exchange, fixtures);
  const stream = await exchange.follow({
    kind: 'graphql-ws',
    query: compact(EVENTS),
    variables: { types: [EVENT_TYPE], after },
    token: fixtures.token,
    label: 'subscription',
  });
  try {
    const changes = await makeChanges(exchange, fixtures, async (version) => {
      for (;;) {
        const { events } = (await stream.next()).data as { events: { data: SurveyUpdated } };
        if (events.data.surveyId === fixtures.watchedSurveyId && events.data.version >= version) return;
      }
    });
    return { changes };
  } finally {
    await stream.close();
  }
};

export const shownSubscription = shownGraphQL(
  'over a WebSocket, after connection_init:',
  EVENTS,
  `{ "types": ["${EVENT_TYPE}"], "after": "${placeholder('cursor')}" }`,
);

export const pollOrSubscribe: LabTask = {
  id: 'poll-or-subscribe',
  title: 'Changes: poll or subscribe',
  wants: `Another client changes a survey ${CHANGES} times. This client has to see each change.`,
  why: `A subscription shows a change as soon as it has passed through the event log. Polling sees it after half an interval on average (here ${POLL_MS} ms), and each poll costs a request and statements, even when the answer is 304. In exchange polling needs only HTTP, loses nothing when the connection breaks, and lets the server be stateless. For changes that are rare or may be seen late, it is the better choice. A subscription costs an open connection for each client. Total times are mostly waiting for the changes: compare requests, bytes and the delay until a change is seen.`,
  shown: {
    rest: shownRest(
      restGet('', survey(placeholder('surveyId'))),
      `then, every ${POLL_MS} ms:`,
      restGet('', survey(placeholder('surveyId')), { 'if-none-match': placeholder('etag') }),
    ),
    graphql: shownSubscription,
  },
  run: {
    async rest(exchange, fixtures) {
      let kept: { readonly etag: string; readonly version: number } | undefined;
      let awaited: { readonly version: number; readonly seen: () => void } | undefined;
      let isOver = false;
      const look = async () => {
        const answer = await exchange(
          restGet('look', survey(fixtures.watchedSurveyId), {
            ...bearer(fixtures),
            ...(kept && { 'if-none-match': kept.etag }),
          }),
        );
        if (answer.status !== 304)
          kept = {
            etag: answer.headers.get('etag') ?? '',
            version: (await restBody<{ version: number }>(Promise.resolve(answer))).version,
          };
        if (awaited !== undefined && (kept?.version ?? 0) >= awaited.version) awaited.seen();
      };
      const poll = async () => {
        while (!isOver) {
          await look();
          await exchange.pause(POLL_MS);
        }
      };
      const polling = poll();
      const seen = (version: number) => new Promise<void>((resolve) => void (awaited = { version, seen: resolve }));
      // Polling ends before the changes only when it fails.
      const changes = makeChanges(exchange, fixtures, (version) => Promise.race([seen(version), polling])).finally(
        () => void (isOver = true),
      );
      const [count] = await Promise.all([changes, polling]);
      return { changes: count };
    },
    graphql: subscribed,
  },
};

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createShow } from '../../support/booking-flow.js';
import { issueToken } from '../../../src/ops/identity/issue-token.js';
import { JWT_SECRET, startGateway, type TestGateway } from '../../support/gateway.js';
import { scrape } from '../../support/metrics.js';
import { createDraft, openSurvey, respond } from '../../support/survey-fixtures.js';
import { until } from '../../support/until.js';

let gateway: TestGateway;
let owner: string;
let rival: string;
let show: string;
let otherShow: string;
beforeAll(async () => {
  gateway = await startGateway();
  [owner, rival] = await Promise.all([gateway.token('owner'), gateway.token('owner', 'rival')]);
  const database = gateway.gateway.parts.database.pool as never;
  show = await createShow(gateway, owner, database);
  otherShow = await createShow(gateway, owner, database);
}, 60_000);
afterAll(() => gateway?.stop());

interface Figures {
  readonly open: number;
  readonly followers: number;
  readonly answers: number;
  readonly messages: number;
  readonly budget: number;
}
async function figures(): Promise<Figures> {
  const values = await scrape(gateway.url);
  return {
    open: values['gateway_subscriptions_open'] ?? 0,
    followers: values['gateway_stream_followers'] ?? 0,
    answers: values['gateway_subscription_answers_total'] ?? 0,
    messages: values['gateway_subscription_messages_total'] ?? 0,
    budget: values['gateway_memory_budget_used_bytes'] ?? 0,
  };
}

/** Subscriptions of one client, over one WebSocket, and what each of them has got. */
function subscribed(
  query: string,
  variables: Record<string, unknown>,
  { token, count = 1 }: { readonly token?: string | undefined; readonly count?: number } = {},
) {
  const client = gateway.subscriber(token);
  const all = Array.from({ length: count }, () => {
    const results: Record<string, unknown>[] = [];
    const errors: unknown[] = [];
    const end = client.subscribe<Record<string, unknown>>(
      { query, variables },
      {
        next: ({ data, errors: failures }) => {
          if (failures) errors.push(...failures);
          if (data) results.push(data);
        },
        error: (error) => void errors.push(error),
        complete: () => undefined,
      },
    );
    return { results, errors, end };
  });
  return { all, close: () => client.dispose() };
}

/** Holds a seat and releases it: two changes of the seat map. */
async function moveSeats(showId: string): Promise<void> {
  const { holdSeats } = await gateway.data(
    'mutation ($show: ID!) { holdSeats(input: { showId: $show, seatLabels: ["A1"] }) { hold { id } } }',
    { show: showId },
    owner,
  );
  await gateway.data('mutation ($id: ID!) { releaseHold(id: $id) { hold { id } } }', { id: holdSeats.hold.id }, owner);
}

const SEATS =
  'subscription ($show: ID!) { seatMapChanged(showId: $show) { showId seatMapVersion seats { label status } } }';
const areOpen = (open: number) => until(`${open} are open`, async () => (await figures()).open === open);
const nobodyIsLeft = () =>
  until('nobody is left', async () => {
    const { open, followers, budget } = await figures();
    return open === 0 && followers === 0 && budget === 0;
  });

describe('a change of a seat map', () => {
  it('is executed once for all subscribers, members and strangers, and all get the same', async () => {
    const clients = [
      subscribed(SEATS, { show }, { count: 20 }),
      subscribed(SEATS, { show }, { count: 20, token: owner }),
      subscribed(SEATS, { show }, { count: 20, token: rival }),
    ];
    const all = clients.flatMap((client) => client.all);
    await areOpen(60);
    const before = await figures();
    expect(before.followers).toBe(1);
    await moveSeats(show);
    await until('all have both changes', () => all.every(({ results }) => results.length === 2));
    const after = await figures();
    expect([after.answers - before.answers, after.messages - before.messages]).toEqual([2, 120]);
    const [first] = all;
    expect(first?.results).toMatchObject([
      { seatMapChanged: { showId: show, seats: [{ label: 'A1', status: 'HELD' }] } },
      { seatMapChanged: { showId: show, seats: [{ label: 'A1', status: 'AVAILABLE' }] } },
    ]);
    for (const { results, errors } of all) expect([results, errors]).toEqual([first?.results, []]);
    await Promise.all(clients.map((client) => client.close()));
    await nobodyIsLeft();
  });

  it('is executed for each viewer where anything but the change itself is selected', async () => {
    const query = 'subscription ($show: ID!) { seatMapChanged(showId: $show) { seatMapVersion show { id } } }';
    const clients = [undefined, owner, rival, owner].map((token) => subscribed(query, { show }, { token }));
    const all = clients.flatMap((client) => client.all);
    await areOpen(4);
    const before = await figures();
    await moveSeats(show);
    await until('all have both changes', () => all.every(({ results }) => results.length === 2));
    expect((await figures()).answers - before.answers).toBe(2 * 3);
    await Promise.all(clients.map((client) => client.close()));
    await nobodyIsLeft();
  });

  it('is for the subscribers of its show', async () => {
    const [mine, other] = [subscribed(SEATS, { show }), subscribed(SEATS, { show: otherShow })];
    await areOpen(2);
    expect((await figures()).followers).toBe(2);
    await moveSeats(show);
    await moveSeats(otherShow);
    await until('both have theirs', () => [mine, other].every(({ all: [one] }) => one?.results.length === 2));
    expect(mine.all[0]?.results).toMatchObject(Array(2).fill({ seatMapChanged: { showId: show } }));
    expect(other.all[0]?.results).toMatchObject(Array(2).fill({ seatMapChanged: { showId: otherShow } }));
    await Promise.all([mine.close(), other.close()]);
    await nobodyIsLeft();
  });

  it('goes on to the others when one unsubscribes and when a whole connection goes', async () => {
    const clients = [1, 2, 3].map(() => subscribed(SEATS, { show }, { count: 3 }));
    await areOpen(9);
    clients[0]?.all[0]?.end();
    await clients[1]?.close();
    await areOpen(5);
    await moveSeats(show);
    const left = [...(clients[0]?.all.slice(1) ?? []), ...(clients[2]?.all ?? [])];
    await until('the others have both changes', () => left.every(({ results }) => results.length === 2));
    expect(clients[0]?.all[0]?.results).toEqual([]);
    expect(clients[1]?.all.map(({ results }) => results.length)).toEqual([0, 0, 0]);
    await Promise.all(clients.map((client) => client.close()));
    await nobodyIsLeft();
  });

  it('does not reach who may not follow it, however many do', async () => {
    const following = subscribed(SEATS, { show }, { count: 5 });
    await areOpen(5);
    const lost = subscribed(SEATS, { show: 'nothing' });
    await until('it is refused', () => lost.all[0]?.errors.length === 1);
    expect(JSON.stringify(lost.all[0]?.errors)).toContain('NOT_FOUND');
    await Promise.all([following.close(), lost.close()]);
    await nobodyIsLeft();
  });
});

describe('what is private', () => {
  it("is shared by one member's subscriptions, and by nobody else's", async () => {
    const survey = await openSurvey(gateway, owner);
    const query = 'subscription ($id: ID!) { responseSubmitted(surveyId: $id) { id status } }';
    const other = await gateway.token('staff', 'acme', 'sam');
    const mine = subscribed(query, { id: survey.id }, { token: owner, count: 10 });
    const theirs = subscribed(query, { id: survey.id }, { token: other, count: 10 });
    const strangers = [undefined, rival].map((token) => subscribed(query, { id: survey.id }, { token }));
    await areOpen(20);
    const before = await figures();
    await respond(gateway, survey, 1);
    await until('all have it', () => [...mine.all, ...theirs.all].every(({ results }) => results.length === 1));
    expect((await figures()).answers - before.answers).toBe(2);
    expect(strangers.map(({ all: [one] }) => one?.results)).toEqual([[], []]);
    expect(strangers.map(({ all: [one] }) => JSON.stringify(one?.errors))).toEqual([
      expect.stringContaining('UNAUTHENTICATED'),
      expect.stringContaining('NOT_FOUND'),
    ]);
    await Promise.all([mine, theirs, ...strangers].map((client) => client.close()));
    await nobodyIsLeft();
  });

  it('stays with its tenant when both follow by the same document', async () => {
    const query = 'subscription { events(types: ["gateway.survey.created.v1"]) { aggregateId data cursor } }';
    const [mine, theirs] = [owner, rival].map((token) => subscribed(query, {}, { token, count: 5 }));
    await areOpen(10);
    const [draft, foreign] = [await createDraft(gateway, owner, 'Mine'), await createDraft(gateway, rival, 'Theirs')];
    const got = (client: typeof mine) =>
      client?.all.map(({ results }) =>
        results.map((result) => (result['events'] as { aggregateId: string }).aggregateId),
      );
    await until('both have theirs', () =>
      [mine, theirs].every((client) => got(client)?.every((ids) => ids.length === 1)),
    );
    expect([got(mine), got(theirs)]).toEqual([Array(5).fill([draft.id]), Array(5).fill([foreign.id])]);
    await Promise.all([mine?.close(), theirs?.close()]);
    await nobodyIsLeft();
  });

  it('ends for each connection by its own token', async () => {
    const query = 'subscription { events(types: ["gateway.survey.created.v1"]) { aggregateId } }';
    const long = subscribed(query, {}, { token: owner, count: 3 });
    const brief = subscribed(
      query,
      {},
      { token: await issueToken(JWT_SECRET, { role: 'owner', tenant: 'acme', subject: 'owner@acme' }, 3), count: 3 },
    );
    await areOpen(6);
    expect((await figures()).followers).toBe(1);
    await areOpen(3);
    expect(brief.all[0]?.errors).toMatchObject([{ code: 4403, reason: 'Token expired' }]);
    const { id } = await createDraft(gateway, owner, 'Later');
    await until('the others have it', () => long.all.every(({ results }) => results.length === 1));
    expect(long.all.map(({ results }) => results)).toEqual(Array(3).fill([{ events: { aggregateId: id } }]));
    expect(brief.all.map(({ results }) => results)).toEqual([[], [], []]);
    await Promise.all([long.close(), brief.close()]);
    await nobodyIsLeft();
  });
});

describe('a cursor of a shared stream', () => {
  it('resumes without a gap, and who has resumed shares the answers of the others', async () => {
    const query =
      'subscription ($after: String) { events(types: ["gateway.survey.created.v1"], after: $after) { aggregateId cursor } }';
    const live = subscribed(query, {}, { token: owner, count: 3 });
    await areOpen(3);
    await createDraft(gateway, owner, 'First');
    await until('all have it', () => live.all.every(({ results }) => results.length === 1));
    const { cursor: after } = live.all[2]?.results[0]?.['events'] as { cursor: string };
    const missed = [await createDraft(gateway, owner, 'Second'), await createDraft(gateway, owner, 'Third')];
    const resumed = subscribed(query, { after }, { token: owner, count: 5 });
    await until('all have caught up', () => resumed.all.every(({ results }) => results.length === 2));
    const next = await createDraft(gateway, owner, 'Fourth');
    await until('all have the next', () => resumed.all.every(({ results }) => results.length === 3));
    await until('they share one source', async () => (await figures()).followers === 1);
    const before = await figures();
    const last = await createDraft(gateway, owner, 'Fifth');
    await until('all have the last', () => [...live.all, ...resumed.all].every(({ results }) => results.length >= 4));
    expect((await figures()).answers - before.answers).toBe(1);
    // The missed ones are of two aggregates: their order is not promised.
    const ids = (given: readonly { readonly id: string }[]) => given.map(({ id }) => id);
    for (const { results } of resumed.all) {
      const arrived = results.map((result) => (result['events'] as { aggregateId: string }).aggregateId);
      expect([...arrived.slice(0, 2).sort(), ...arrived.slice(2)]).toEqual([
        ...ids(missed).sort(),
        ...ids([next, last]),
      ]);
    }
    await Promise.all([live.close(), resumed.close()]);
    await nobodyIsLeft();
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from 'graphql-ws';
import { CONNECTION_LIMITS } from '../../../src/ops/load/limits.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { createShow } from '../../support/booking-flow.js';
import { scrape } from '../../support/metrics.js';
import { until } from '../../support/until.js';

let gateway: TestGateway;
let owner: string;
/** A survey whose responses together are more than may be read, and its collector. */
let essays: { readonly id: string; readonly slug: string };

const ESSAYS = 90;
const RESPONSES = 24;
const TEXT = 'essay '.repeat(360);

beforeAll(async () => {
  gateway = await startGateway({ REQUESTS_PER_MINUTE: '1000000' });
  owner = await gateway.token('owner');
  const opened = await openWith(
    Array.from({ length: ESSAYS }, (_, n) => ({ heading: `Essay ${n}`, family: 'OPEN_ENDED', subtype: 'essay' })),
  );
  essays = { id: opened.id, slug: opened.slug };
  for (let n = 0; n < RESPONSES; n += 1)
    await respondTo(
      opened.slug,
      opened.questions.map(({ id }) => ({ questionId: id, text: TEXT })),
    );
}, 120_000);
afterAll(() => gateway?.stop());

interface OpenedQuestion {
  readonly id: string;
  readonly options: readonly { readonly id: string }[];
}

/** An open survey of one page with these questions, and its collector. */
async function openWith(
  questions: readonly object[],
): Promise<{ readonly id: string; readonly slug: string; readonly questions: readonly OpenedQuestion[] }> {
  const create =
    'mutation ($input: CreateSurveyInput!) { createSurvey(input: $input) { survey { id pages { questions { id options { id } } } } } }';
  const { createSurvey } = await gateway.data(create, { input: { title: 'Bounds', pages: [{ questions }] } }, owner);
  const { id, pages } = createSurvey.survey;
  await gateway.data('mutation ($id: ID!) { publishSurvey(id: $id) { survey { id } } }', { id }, owner);
  const { createCollector } = await gateway.data(
    'mutation ($id: ID!) { createCollector(input: { surveyId: $id, name: "Link" }) { collector { slug } } }',
    { id },
    owner,
  );
  return { id, slug: createCollector.collector.slug, questions: pages[0].questions };
}

function respondTo(slug: string, answers: readonly object[]): Promise<unknown> {
  return gateway.data(
    'mutation ($slug: String!, $answers: [AnswerInput!]) { respond(slug: $slug, answers: $answers) { response { id } } }',
    { slug, answers },
  );
}

const openSubscriptions = async () => (await scrape(gateway.url))['gateway_subscriptions_open'];
const aShow = () => createShow(gateway, owner, gateway.gateway.parts.database.pool);

/** The code of the first error that the operation comes to, or undefined when it is answered. */
function codeOf(client: Client, query: string, variables: Record<string, unknown> = {}): Promise<string | undefined> {
  return new Promise((resolve) => {
    client.subscribe(
      { query, variables },
      {
        next: ({ errors }) => resolve((errors?.[0]?.extensions as { code: string } | undefined)?.code),
        error: (errors) => resolve((errors as { extensions: { code: string } }[])[0]?.extensions.code),
        complete: () => undefined,
      },
    );
  });
}

const rest = (path: string, accept = 'application/json') =>
  fetch(`${gateway.url}/api/v1${path}`, { headers: { authorization: `Bearer ${owner}`, accept } });
const RESPONSES_QUERY =
  'query ($id: ID!, $first: Int!) { survey(id: $id) { responses(first: $first) { nodes { answers { text } } } } }';

describe('an answer that would be too large', () => {
  it('is refused over GraphQL, whole and with a code, and a smaller page is answered', async () => {
    const refused = await gateway.graphql(RESPONSES_QUERY, { id: essays.id, first: 20 }, owner);
    expect([refused.data ?? null, refused.errors.map(({ extensions }) => extensions.code)]).toEqual([
      null,
      ['LIMIT_EXCEEDED'],
    ]);
    const { survey } = await gateway.data(RESPONSES_QUERY, { id: essays.id, first: 2 }, owner);
    expect(survey.responses.nodes.flatMap(({ answers }: { answers: unknown[] }) => answers)).toHaveLength(2 * ESSAYS);
  });

  it('is refused over GraphQL when aliases repeat what is small once', async () => {
    const aliased = `query ($id: ID!) { survey(id: $id) { responses(first: 1) { nodes { answers { ${Array.from({ length: 29 }, (_, n) => `t${n}: text`).join(' ')} } } } } }`;
    const { data, errors } = await gateway.graphql(aliased, { id: essays.id }, owner);
    expect([data ?? null, errors.map(({ extensions }) => extensions.code)]).toEqual([null, ['LIMIT_EXCEEDED']]);
  });

  it.each(['application/json', 'application/xml'])(
    'is refused over REST with 422 as %s, and a smaller page is answered',
    async (accept) => {
      for (const path of [
        `/surveys/${essays.id}/responses?first=20&expand=answers`,
        `/surveys/${essays.id}/responses?first=12&expand=answers`,
      ]) {
        const refused = await rest(path, accept);
        expect([path, refused.status, (await refused.text()).includes('LIMIT_EXCEEDED')]).toEqual([path, 422, true]);
      }
      expect((await rest(`/surveys/${essays.id}/responses?first=2&expand=answers`, accept)).status).toBe(200);
    },
  );

  it('is refused for events whose data is repeated', async () => {
    const options = Array.from({ length: 50 }, (_, n) => ({ label: `Option ${n}` }));
    const choices = await openWith(
      Array.from({ length: 20 }, (_, n) => ({ heading: `Choice ${n}`, family: 'MULTIPLE_CHOICE', options })),
    );
    await respondTo(
      choices.slug,
      choices.questions.map(({ id, options: offered }) => ({
        questionId: id,
        optionIds: offered.map((option) => option.id),
      })),
    );
    const submitted = '(first: 1, filter: { types: ["gateway.response.submitted.v1"] })';
    await until(
      'the event is in the log',
      async () =>
        JSON.stringify(await gateway.data(`{ eventLogs${submitted} { nodes { data } } }`, {}, owner)).length > 80_000,
    );
    const aliased = `{ eventLogs${submitted} { nodes { ${Array.from({ length: 29 }, (_, n) => `d${n}: data`).join(' ')} } } }`;
    expect((await gateway.graphql(aliased, {}, owner)).errors.map(({ extensions }) => extensions.code)).toEqual([
      'LIMIT_EXCEEDED',
    ]);
  });
});

describe('errors', () => {
  it('are one for a list variable of nothing but nulls, and repeat little of what was sent', async () => {
    const { data, errors } = await gateway.graphql('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids: Array.from({ length: 49_000 }, () => null),
    });
    expect([data ?? null, errors.length, errors[0]?.extensions.code]).toEqual([null, 1, 'BAD_INPUT']);
  });

  it.each<[string, string, Record<string, unknown>]>([
    [
      'a value of a variable',
      'query ($input: Int) { movies(first: $input) { totalCount } }',
      { input: 'x'.repeat(50_000) },
    ],
    [
      'a key of a variable',
      'query ($filter: MovieFilter) { movies(filter: $filter) { totalCount } }',
      { filter: { ['x'.repeat(50_000)]: 1 } },
    ],
    ['a value of an argument', `{ movies(first: "${'x'.repeat(50_000)}") { totalCount } }`, {}],
    ['a name of a field', `{ ${'x'.repeat(50_000)} }`, {}],
    [
      'a name of an enum value',
      `{ movies(orderBy: { field: ${'X'.repeat(50_000)}, direction: ASCENDING }) { totalCount } }`,
      {},
    ],
    ['a string that does not end', `{ movies(first: "${'x'.repeat(50_000)}) { totalCount } }`, {}],
  ])('never repeat more than 200 characters of %s', async (_, query, variables) => {
    const { errors } = await gateway.graphql(query, variables);
    expect(errors.length).toBeGreaterThan(0);
    for (const { message, path } of errors)
      expect([message.length <= 200, JSON.stringify(path ?? []).length <= 250]).toEqual([true, true]);
  });

  it('are a handful for a document full of them', async () => {
    const { errors } = await gateway.graphql(`{ ${Array.from({ length: 900 }, (_, n) => `unknown${n}`).join(' ')} }`);
    expect(errors.length).toBeLessThanOrEqual(6);
  });

  it('of REST repeat little of a body, and are few', async () => {
    const body = JSON.stringify({
      title: 'x',
      ['y'.repeat(50_000)]: 1,
      ...Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`unknown${n}`, n])),
    });
    const response = await fetch(`${gateway.url}/api/v1/surveys`, {
      method: 'POST',
      headers: { authorization: `Bearer ${owner}`, 'content-type': 'application/json' },
      body,
    });
    expect([response.status, (await response.text()).length < 3_000]).toEqual([400, true]);
  });

  it.each([
    ['too many values', `[${'0,'.repeat(70_000)}0]`],
    ['too many levels', `${'['.repeat(1_000)}${']'.repeat(1_000)}`],
  ])('tell JSON with %s, over both ports', async (_, json) => {
    const bodies = [
      ['/graphql', `{"query":"{ viewer { role } }","variables":{"x":${json}}}`],
      ['/api/v1/surveys', `{"title":"x","pages":${json}}`],
    ] as const;
    for (const [path, body] of bodies) {
      const response = await fetch(`${gateway.url}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${owner}`, 'content-type': 'application/json' },
        body,
      });
      expect([
        path,
        response.status >= 400 && response.status < 500,
        (await response.text()).includes('LIMIT_EXCEEDED'),
      ]).toEqual([path, true, true]);
    }
  });
});

describe('the allowance of a caller', () => {
  it('is shared by both ports, spent by cost, told in headers, and refused beyond with 429', async () => {
    const limited = await startGateway({ REQUESTS_PER_MINUTE: '100' });
    try {
      const token = await limited.token('owner');
      const first = await limited.graphql('{ viewer { role } }', {}, token);
      expect([first.headers.get('ratelimit-limit'), first.headers.get('ratelimit-remaining')]).toEqual(['100', '99']);
      const ask = () =>
        limited.graphql(
          '{ surveys(first: 100) { nodes { title pages { questions { options { label } } } } } }',
          {},
          token,
        );
      const costly = await ask();
      const left = Number(costly.headers.get('ratelimit-remaining'));
      expect([costly.errors, left < 90, left > 0]).toEqual([[], true, true]);
      const restAnswer = await fetch(`${limited.url}/api/v1/surveys`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(restAnswer.headers.get('ratelimit-remaining')).toBe(String(left - 1));
      let refused = await ask();
      for (let n = 0; n < 10 && refused.status === 200; n += 1) refused = await ask();
      expect([
        refused.status,
        refused.errors[0]?.extensions.code,
        Number(refused.headers.get('retry-after')) > 0,
      ]).toEqual([429, 'LIMIT_EXCEEDED', true]);
      // Nothing but the limit is told before it: not even whether the document is one.
      expect((await limited.graphql('not a document', {}, token)).status).toBe(429);
      expect((await limited.graphql('{ viewer { role } }')).status).toBe(200);
    } finally {
      await limited.stop();
    }
  });

  it('is spent by bad tokens too, by address, and by operations on a WebSocket', async () => {
    const limited = await startGateway({ REQUESTS_PER_MINUTE: '5' });
    try {
      const member = limited.subscriber(await limited.token('owner'));
      // Keeps the connection open, which the client would close after each answer.
      const end = member.subscribe(
        { query: 'subscription { events { id } }' },
        { next: () => undefined, error: () => undefined, complete: () => undefined },
      );
      const codes = [await codeOf(member, '{ viewer { role } }')];
      const statuses = await Promise.all(
        Array.from(
          { length: 8 },
          async (_, n) => (await limited.graphql('{ viewer { role } }', {}, `forged.token.${n}`)).status,
        ),
      );
      // The connection itself was the first request of this address.
      expect(statuses.toSorted()).toEqual([401, 401, 401, 401, 429, 429, 429, 429]);
      for (let n = 1; n < 7; n += 1) codes.push(await codeOf(member, '{ viewer { role } }'));
      expect(codes).toEqual([
        undefined,
        undefined,
        undefined,
        undefined,
        'LIMIT_EXCEEDED',
        'LIMIT_EXCEEDED',
        'LIMIT_EXCEEDED',
      ]);
      end();
    } finally {
      await limited.stop();
    }
  });
});

describe('subscriptions', () => {
  it('are bounded for one caller over all its connections, and their places are given back', async () => {
    const show = await aShow();
    const { perKey } = CONNECTION_LIMITS.streams;
    const clients: Client[] = [];
    const ends: (() => void)[] = [];
    let refused = 0;
    const subscribe = (client: Client) =>
      ends.push(
        client.subscribe(
          {
            query: 'subscription ($id: ID!) { seatMapChanged(showId: $id) { seatMapVersion } }',
            variables: { id: show },
          },
          { next: () => undefined, error: () => (refused += 1), complete: () => undefined },
        ),
      );
    const connect = (operations: number) => {
      const client = gateway.subscriber();
      clients.push(client);
      for (let n = 0; n < operations; n += 1) subscribe(client);
    };
    for (let n = 0; n < perKey / 20; n += 1) connect(20);
    await until('as many are followed as may be', async () => (await openSubscriptions()) === perKey, 30_000);
    connect(10);
    await until('the others are refused', () => refused === 10);
    for (const end of ends.slice(0, 40)) end();
    await until('places are free', async () => (await openSubscriptions()) === perKey - 40);
    connect(15);
    await until('others are followed in their place', async () => (await openSubscriptions()) === perKey - 25);
    expect(refused).toBe(10);
    await Promise.all(clients.map((client) => client.dispose()));
    await until('none is left', async () => (await openSubscriptions()) === 0);
  }, 90_000);

  it('that would cost too much for every event are refused', async () => {
    const query =
      'subscription ($id: ID!) { seatMapChanged(showId: $id) { show { movie { shows(first: 50) { nodes { seats { label status } } } } } } }';
    expect(await codeOf(gateway.subscriber(), query, { id: await aShow() })).toBe('LIMIT_EXCEEDED');
  });
});

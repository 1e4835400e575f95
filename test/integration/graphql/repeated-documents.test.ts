import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { startGateway, type TestGateway } from '../../support/gateway.js';

jest.setTimeout(120_000);

const PLAIN = 'application/json';
const RESPONSE = 'application/graphql-response+json';

let gateway: TestGateway;
let owner: string;
beforeAll(async () => {
  gateway = await startGateway();
  owner = await gateway.token('owner');
}, 120_000);
afterAll(() => gateway?.stop());

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** They differ by time, by request or by what the caller has spent. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  'date',
  'server-timing',
  'traceparent',
  'ratelimit',
  'ratelimit-remaining',
  'ratelimit-reset',
]);

async function post(body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': PLAIN, authorization: `Bearer ${owner}`, ...headers },
    body: JSON.stringify(body),
  });
  const own = [...response.headers].filter(([name]) => !OWN_HEADERS.has(name));
  return {
    status: response.status,
    headers: Object.fromEntries(own),
    text: (await response.text()).replaceAll(/"errorId":"[^"]+"/g, '"errorId":""'),
  };
}

const SHOWS = 'query Shows($first: Int) { shows(first: $first) { totalCount } }';
const MOVIE = 'query ($id: ID!) { movie(id: $id) { title } }';
const SEVERAL = 'query Who { viewer { role } } query Count { shows { totalCount } }';
const CASES: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['is planned', { query: SHOWS, variables: { first: 2 } }],
  ['has null for its arguments', { query: SHOWS, variables: null, operationName: null, extensions: null }],
  ['is named', { query: SHOWS, operationName: 'Shows' }],
  ['is executed by resolvers', { query: '{ viewer { role tenant } }' }],
  ['is introspection', { query: '{ __schema { queryType { name } } }' }],
  ['reads what does not exist', { query: MOVIE, variables: { id: 'mov_00000000000000000000000000' } }],
  ['has a field that fails beside one that does not', { query: '{ viewer { role } survey(id: "x") { id } }' }],
  ['lacks a variable', { query: MOVIE }],
  ['has a variable of another type', { query: SHOWS, variables: { first: 'many' } }],
  ['is too expensive', { query: '{ shows(first: 100) { nodes { movie { shows(first: 100) { nodes { id } } } } } }' }],
  ['is one of several, named', { query: SEVERAL, operationName: 'Count' }],
  ['is one of several, not named', { query: SEVERAL }],
  ['is one of several, wrongly named', { query: SEVERAL, operationName: 'Nobody' }],
  ['has an empty name', { query: SEVERAL, operationName: '' }],
  ['has variables that are a list', { query: SHOWS, variables: [1] }],
  ['has variables that are a text', { query: SHOWS, variables: '{"first":1}' }],
  ['has a name that is a number', { query: SHOWS, operationName: 7 }],
  ['has extensions that are a text', { query: SHOWS, extensions: 'x' }],
  ['has a wrong hash', { query: SHOWS, extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } }],
  ['has variables that cannot be stored', { query: MOVIE, variables: { id: 'a\u0000' } }],
  ['is a subscription', { query: 'subscription { events { id } }' }],
  ['does not match the schema', { query: '{ nothing }' }],
  ['is no GraphQL', { query: '{' }],
];

describe('a document that is sent again', () => {
  const variants: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['as JSON', { accept: PLAIN }],
    ['as a GraphQL response', { accept: RESPONSE }],
    ['to any client', { accept: '*/*' }],
    ['to a client of neither type', { accept: 'text/csv' }],
    ['to a client with bad credentials', { authorization: 'Bearer x' }],
    ['to nobody in particular', { authorization: '' }],
    ['with an explanation', { 'x-explain': 'on' }],
  ];
  describe.each(variants)('%s', (name, headers) => {
    // The comment makes another text of each document: the first request with it is new to the gateway.
    it.each(CASES)('is answered as it was the first time when it %s', async (_, { query, ...given }) => {
      const body = { query: `${String(query)} # ${name}`, ...given };
      const first = await post(body, headers);
      if (headers['x-explain'] === undefined) expect(await post(body, headers)).toEqual(first);
      else expect((await post(body, headers)).status).toBe(first.status);
      // Another request, of the same document, has come between.
      await post({ query: body.query });
      if (headers['x-explain'] === undefined) expect(await post(body, headers)).toEqual(first);
    });
  });

  it('is refused when it names a subscription of the document', async () => {
    const query = 'query A { viewer { role } } subscription B { events { id } }';
    const first = await post({ query, operationName: 'B' });
    expect(first.text).toContain('"errors"');
    expect((await post({ query, operationName: 'A' })).text).toContain('"data":{"viewer"');
    expect(await post({ query, operationName: 'B' })).toEqual(first);
  });

  it('writes again, once for each request', async () => {
    const query = 'mutation ($title: String!) { createSurvey(input: { title: $title }) { survey { title } } }';
    for (const title of ['One', 'Two', 'Three']) {
      const answer = await post({ query, variables: { title } });
      expect(JSON.parse(answer.text)).toEqual({ data: { createSurvey: { survey: { title } } } });
    }
    const { text } = await post({ query: '{ surveys(first: 50) { nodes { title } } }' });
    const titles = (JSON.parse(text) as { data: { surveys: { nodes: { title: string }[] } } }).data.surveys.nodes;
    expect(titles.map(({ title }) => title).sort()).toEqual(['One', 'Three', 'Two']);
  });

  it('spends the points of its caller each time', async () => {
    const remaining = async () => {
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': PLAIN, authorization: `Bearer ${await gateway.token('staff')}` },
        body: JSON.stringify({ query: '{ surveys(first: 50) { nodes { id pages { id questions { id } } } } }' }),
      });
      return Number(response.headers.get('ratelimit-remaining'));
    };
    const [first, second, third] = [await remaining(), await remaining(), await remaining()];
    expect(second - third).toBe(first - second);
    expect(first - second).toBeGreaterThan(1);
  });
});

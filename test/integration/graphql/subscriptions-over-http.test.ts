import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from '../../support/gateway.js';

let gateway: TestGateway;
let owner: string;
beforeAll(async () => {
  gateway = await startGateway();
  owner = await gateway.token('owner');
}, 60_000);
afterAll(() => gateway?.stop());

describe('a subscription over HTTP', () => {
  const post = (query: string, variables: unknown, accept?: string) =>
    fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${owner}`, ...(accept && { accept }) },
      body: JSON.stringify({ query, variables }),
    });
  const RESPONSE = 'application/graphql-response+json';

  it.each([
    ['subscription { events { id } }', undefined, 'BAD_INPUT'],
    ['subscription { events @skip(if: true) { id } }', undefined, 'GRAPHQL_VALIDATION_FAILED'],
    ['subscription ($x: Boolean!) { events @skip(if: $x) { id } }', undefined, 'GRAPHQL_VALIDATION_FAILED'],
    ['subscription ($x: Boolean!) { events @include(if: $x) { id } }', { x: true }, 'GRAPHQL_VALIDATION_FAILED'],
    ['subscription { events { id } seatMapChanged(showId: "x") { showId } }', undefined, 'GRAPHQL_VALIDATION_FAILED'],
    ['subscription ($t: [String!]) { events(types: $t) { id } }', { t: 7 }, 'BAD_INPUT'],
    [
      'query A { viewer { role } } subscription B($x: Boolean!) { events @skip(if: $x) { id } }',
      undefined,
      'GRAPHQL_VALIDATION_FAILED',
    ],
  ])('is refused with a code: %s', async (query, variables, code) => {
    for (const [accept, status] of [
      [RESPONSE, 400],
      ['application/json', 200],
      [undefined, 200],
    ] as const) {
      const answer = await post(query, variables, accept);
      const { data, errors } = (await answer.json()) as { data?: unknown; errors: { extensions: { code: string } }[] };
      expect([accept, answer.status, data, errors.map(({ extensions }) => extensions.code)]).toEqual([
        accept,
        status,
        undefined,
        expect.arrayContaining([code]),
      ]);
    }
  });

  it('is no query for GET either', async () => {
    const answer = await fetch(`${gateway.url}/graphql?query=${encodeURIComponent('subscription { events { id } }')}`, {
      headers: { 'apollo-require-preflight': 'true' },
    });
    expect([answer.status, answer.headers.get('allow'), await answer.text()]).toEqual([
      405,
      'POST',
      expect.stringContaining('BAD_INPUT'),
    ]);
  });
});

describe('a request that a page may send without being asked', () => {
  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', undefined])(
    'is no operation: %s',
    async (type) => {
      const answer = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { ...(type && { 'content-type': type }) },
        body: JSON.stringify({ query: '{ viewer { role } }' }),
      });
      expect([type, answer.status >= 400 && answer.status < 500, await answer.text()]).toEqual([
        type,
        true,
        expect.not.stringContaining('ANONYMOUS'),
      ]);
      const simple = await fetch(`${gateway.url}/graphql?query=${encodeURIComponent('{ viewer { role } }')}`);
      expect([simple.status, await simple.text()]).toEqual([400, expect.not.stringContaining('ANONYMOUS')]);
    },
  );
});

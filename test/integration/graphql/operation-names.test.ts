import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from '../../support/gateway.js';

let gateway: TestGateway;
let owner: string;
beforeAll(async () => {
  gateway = await startGateway();
  owner = await gateway.token('owner');
}, 60_000);
afterAll(() => gateway?.stop());

const JSON_TYPE = 'application/json';
const RESPONSE_TYPE = 'application/graphql-response+json';

async function send(
  body: { readonly query: string; readonly operationName?: string | null },
  method: 'POST' | 'GET',
  accept = RESPONSE_TYPE,
) {
  const search = new URLSearchParams(
    Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
  const headers = { accept, authorization: `Bearer ${owner}`, 'apollo-require-preflight': '1' };
  const answer =
    method === 'GET'
      ? await fetch(`${gateway.url}/graphql?${search.toString()}`, { headers })
      : await fetch(`${gateway.url}/graphql`, {
          method,
          headers: { ...headers, 'content-type': JSON_TYPE },
          body: JSON.stringify(body),
        });
  const { errors = [], data } = (await answer.json()) as {
    errors?: { message: string; extensions: { code: string } }[];
    data?: unknown;
  };
  return { status: answer.status, code: errors[0]?.extensions.code, message: errors[0]?.message, data };
}

const write = (title: string, name = 'a') =>
  `mutation ${name} { createSurvey(input: { title: "${title}" }) { survey { id } } }`;
const read = (name: string) => `query ${name} { viewer { role } }`;
const written = async () =>
  ((await gateway.data('{ surveys { totalCount } }', {}, owner)) as { surveys: { totalCount: number } }).surveys
    .totalCount;

describe('an operationName that names no operation of the document', () => {
  const documents: readonly (readonly [string, string])[] = [
    ['one query', read('a')],
    ['one query without a name', '{ viewer { role } }'],
    ['several queries', `${read('a')} ${read('c')}`],
    ['one mutation', write('one')],
    ['one mutation without a name', write('none', '')],
    ['several mutations', `${write('a')} ${write('c', 'c')}`],
    ['a query and a mutation', `${read('q')} ${write('beside')}`],
    ['a subscription', 'subscription a { events { id } }'],
  ];
  it.each(
    documents.flatMap(([what, query]) => ['b', '', 'A', ' a', '__proto__'].map((name) => [name, what, query] as const)),
  )('is refused, and nothing is executed: %j of %s', async (operationName, _what, query) => {
    const before = await written();
    for (const method of ['POST', 'GET'] as const)
      for (const accept of [RESPONSE_TYPE, JSON_TYPE, '*/*']) {
        const answer = await send({ query, operationName }, method, accept);
        expect([method, answer.status, answer.code, answer.data ?? null]).toEqual([method, 400, 'BAD_INPUT', null]);
        expect(answer.message).toContain(JSON.stringify(operationName));
      }
    expect(await written()).toBe(before);
  });

  it('is refused over a WebSocket too', async () => {
    const before = await written();
    const client = gateway.subscriber(owner);
    for (const operationName of ['b', '']) {
      const refused = new Promise((resolve, reject) => {
        client.subscribe(
          { query: write('socket'), operationName },
          { next: reject, error: resolve, complete: () => reject(new Error('It was executed')) },
        );
      });
      expect(await refused).toMatchObject([{ extensions: { code: 'BAD_INPUT' } }]);
    }
    expect(await written()).toBe(before);
  });
});

describe('an operation', () => {
  it('is executed when its name is given, and a single one without', async () => {
    const before = await written();
    expect(await send({ query: `${write('named')} ${write('other', 'c')}`, operationName: 'c' }, 'POST')).toMatchObject(
      { status: 200, code: undefined },
    );
    expect(await send({ query: write('single') }, 'POST')).toMatchObject({ status: 200, code: undefined });
    expect(await send({ query: write('single, null'), operationName: null }, 'POST')).toMatchObject({
      status: 200,
      code: undefined,
    });
    expect(await written()).toBe(before + 3);
    expect(await send({ query: `${read('q')} ${write('beside')}`, operationName: 'q' }, 'GET')).toMatchObject({
      status: 200,
      data: { viewer: { role: 'OWNER' } },
    });
    expect(await written()).toBe(before + 3);
  });

  it('is refused when there are several and none is named, or when it writes and comes by GET', async () => {
    const before = await written();
    for (const method of ['POST', 'GET'] as const)
      expect(await send({ query: `${read('q')} ${write('unnamed')}` }, method)).toMatchObject({
        status: 400,
        code: 'BAD_INPUT',
        message: expect.stringContaining('operationName'),
      });
    expect((await send({ query: write('by GET'), operationName: 'a' }, 'GET')).status).toBe(405);
    expect(await written()).toBe(before);
  });

  it('has no price while it is not known which of the document it is', async () => {
    const nulls = Array.from({ length: 49_000 }, () => null);
    const answer = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': JSON_TYPE },
      body: JSON.stringify({
        query: 'query a($x: [ID!]!) { nodes(ids: $x) { id } }',
        operationName: 'b',
        variables: { x: nulls },
      }),
    });
    expect([answer.status, (await answer.text()).length < 500]).toEqual([400, true]);
  });
});

describe('a valid query whose repeated fields are too many to compare', () => {
  const leaves = Array.from({ length: 28 }, () => 'title').join(' ');
  const query = `{ ${Array.from({ length: 28 }, () => `movies(first: 1) { nodes { ${leaves} shows(first: 1) { nodes { id id id } } } }`).join(' ')} }`;
  const expected = { message: expect.stringContaining('same fields'), extensions: { code: 'LIMIT_EXCEEDED' } };

  it('is LIMIT_EXCEEDED with a reason over both transports', async () => {
    expect((await gateway.graphql(query)).errors).toEqual([expected]);
    const client = gateway.subscriber();
    const refused = await new Promise((resolve, reject) => {
      client.subscribe(
        { query },
        { next: reject, error: resolve, complete: () => reject(new Error('It was executed')) },
      );
    });
    expect(refused).toEqual([expected]);
  });

  it('differs from an invalid one, which keeps its code', async () => {
    const { errors } = await gateway.graphql(`{ ${Array.from({ length: 9 }, (_, n) => `nonsense${n}`).join(' ')} }`);
    expect(new Set(errors.map(({ extensions }) => extensions.code))).toEqual(new Set(['GRAPHQL_VALIDATION_FAILED']));
  });
});

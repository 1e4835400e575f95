import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import WebSocket from 'ws';
import { createClient } from 'graphql-ws';
import { createDatabase, type Database } from '../../../src/stores/postgres/database.js';
import { createKnownOperations } from '../../../src/stores/postgres/known-operations.js';
import type { KnownOperations } from '../../../src/domain/known-operations/known-operations.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { until } from '../../support/until.js';

jest.setTimeout(120_000);

const PLAIN = 'application/json';
const RESPONSE = 'application/graphql-response+json';
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
const WHO = 'query Who { viewer { role } }';
const SHOWS = 'query Shows($first: Int) { shows(first: $first) { totalCount } }';
const DOCUMENTS: Readonly<Record<string, string>> = {
  who: WHO,
  shows: SHOWS,
  [hashOf(SHOWS)]: SHOWS,
  titles: 'query Titles { surveys(first: 50) { nodes { title } } }',
  write: 'mutation Write($title: String!) { createSurvey(input: { title: $title }) { survey { id title } } }',
  several: `${WHO} query Count { shows { totalCount } }`,
  watch: 'subscription Watch { events { id } }',
  schema: '{ __schema { queryType { name } } }',
  outdated: '{ shows { nodes { startAt } } }',
  dear: 'query Dear($n: Int) { shows(first: $n) { nodes { movie { shows(first: 100) { nodes { id movie { id } } } } } } }',
};

let gateway: TestGateway;
let closed: TestGateway;
let owner: string;
let database: Database;
let known: KnownOperations;
beforeAll(async () => {
  gateway = await startGateway();
  closed = await startGateway({ KNOWN_OPERATIONS_ONLY: 'on', NODE_ENV: 'production' });
  owner = await gateway.token('owner');
  const operations = Object.entries(DOCUMENTS).map(([id, document]) => ({ id, document }));
  database = createDatabase(gateway.environment['DATABASE_URL'] as string, 1);
  known = createKnownOperations(database);
  await known.register(operations);
  const other = createDatabase(closed.environment['DATABASE_URL'] as string, 1);
  await createKnownOperations(other).register(operations);
  await other.stop();
}, 120_000);
afterAll(async () => {
  await database?.stop();
  await Promise.all([gateway?.stop(), closed?.stop()]);
});

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
  readonly code: string | undefined;
}

async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  const body = text === '' ? undefined : (JSON.parse(text) as { errors?: { extensions: { code: string } }[] });
  return { status: response.status, headers: response.headers, text, body, code: body?.errors?.[0]?.extensions.code };
}

const post = async (body: unknown, headers: Record<string, string> = {}, to = gateway) =>
  read(
    await fetch(`${to.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': PLAIN, accept: RESPONSE, authorization: `Bearer ${owner}`, ...headers },
      body: JSON.stringify(body),
    }),
  );
const get = async (
  parameters: Record<string, string>,
  headers: Record<string, string> = {},
  { method = 'GET', to = gateway } = {},
) =>
  read(
    await fetch(`${to.url}/graphql?${new URLSearchParams(parameters)}`, {
      method,
      headers: { accept: RESPONSE, authorization: `Bearer ${owner}`, ...headers },
    }),
  );
const persisted = (sha256Hash: string) => ({ persistedQuery: { version: 1, sha256Hash } });

describe('a known operation', () => {
  it.each([PLAIN, RESPONSE])('is answered by its ID, by POST and GET, as %s', async (accept) => {
    const expected = { data: { shows: { totalCount: 0 } } };
    for (const answer of [
      await post({ documentId: 'shows', variables: { first: 2 } }, { accept }),
      await get({ documentId: 'shows', variables: '{"first":2}' }, { accept }),
      await post({ extensions: persisted(hashOf(SHOWS)), variables: { first: 2 } }, { accept }),
      await get({ extensions: JSON.stringify(persisted(hashOf(SHOWS))), variables: '{"first":2}' }, { accept }),
    ]) {
      expect(answer).toMatchObject({ status: 200, body: expected });
      expect(answer.headers.get('content-type')).toBe(`${accept}; charset=utf-8`);
    }
  });

  it('is kept by a client that asks by GET, until its answer changes', async () => {
    const title = 'What a cache holds';
    const first = await get({ documentId: 'titles' });
    const etag = first.headers.get('etag') as string;
    expect(etag).toMatch(/^"[\w-]+"$/);
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    expect(first.headers.get('vary')?.toLowerCase()).toMatch(/accept.*authorization/);
    for (const given of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const same = await get({ documentId: 'titles' }, { 'if-none-match': given });
      expect(same).toMatchObject({ status: 304, text: '' });
      expect(same.headers.get('etag')).toBe(etag);
      expect(same.headers.get('cache-control')).toBe('private, no-cache');
      expect(same.headers.get('vary')).toBe(first.headers.get('vary'));
      expect(same.headers.get('content-type')).toBeNull();
    }
    const other = await get({ documentId: 'titles' }, { accept: PLAIN, 'if-none-match': etag });
    expect(other.status).toBe(200);
    await post({ documentId: 'write', variables: { title } });
    const changed = await get({ documentId: 'titles' }, { 'if-none-match': etag });
    expect(changed.status).toBe(200);
    expect(changed.text).toContain(title);
    expect(changed.headers.get('etag')).not.toBe(etag);
  });

  it('is answered to HEAD without its body', async () => {
    const answer = await get({ documentId: 'who' }, {}, { method: 'HEAD' });
    expect(answer).toMatchObject({ status: 200, text: '' });
    expect(answer.headers.get('etag')).toBe((await get({ documentId: 'who' })).headers.get('etag'));
    expect((await get({ documentId: 'write' }, {}, { method: 'HEAD' })).status).toBe(405);
  });

  it('is not kept when it has errors', async () => {
    const answer = await get({ documentId: 'titles' }, { authorization: '' });
    expect(answer.body.errors).toBeDefined();
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('etag')).toBeNull();
  });

  it('is explained as any other, and not kept then', async () => {
    const answer = await get({ documentId: 'shows' }, { 'x-explain': 'on' });
    expect(answer.body.extensions.explain.fields).toMatchObject([{ field: 'shows' }]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('etag')).toBeNull();
  });

  it('that writes is refused by GET, and nothing is written', async () => {
    const answer = await get({ documentId: 'write', variables: '{"title":"By GET"}' });
    expect(answer).toMatchObject({ status: 405, code: 'BAD_INPUT' });
    expect(answer.headers.get('allow')).toBe('POST');
    expect((await get({ documentId: 'titles' })).text).not.toContain('By GET');
    expect((await post({ documentId: 'write', variables: { title: 'By POST' } })).body).toMatchObject({
      data: { createSurvey: { survey: { title: 'By POST' } } },
    });
  });

  it('of several needs a name of the document', async () => {
    for (const accept of [PLAIN, RESPONSE]) {
      expect(await post({ documentId: 'several' }, { accept })).toMatchObject({ status: 400, code: 'BAD_INPUT' });
      for (const operationName of ['who', ''])
        expect(await post({ documentId: 'several', operationName }, { accept })).toMatchObject({ status: 400 });
    }
    expect((await post({ documentId: 'several', operationName: 'Who' })).body.data).toEqual({
      viewer: { role: 'OWNER' },
    });
    expect((await get({ documentId: 'several', operationName: 'Count' })).body.data.shows).toBeDefined();
  });

  const REFUSED: readonly (readonly [object, number, string])[] = [
    [{ documentId: 'nobody' }, 400, 'NOT_FOUND'],
    [{ documentId: 'a\u0000' }, 400, 'NOT_FOUND'],
    [{ documentId: 7 }, 400, 'BAD_INPUT'],
    [{ documentId: 'x'.repeat(201) }, 400, 'BAD_INPUT'],
    [{ documentId: 'who', query: WHO }, 400, 'BAD_INPUT'],
    [{ documentId: 'shows', variables: '{"first":1}' }, 400, 'BAD_INPUT'],
    [{ documentId: 'shows', variables: [1] }, 400, 'BAD_INPUT'],
    [{ documentId: 'who', operationName: 1 }, 400, 'BAD_INPUT'],
    [[{ documentId: 'who' }], 400, 'BAD_INPUT'],
  ];
  it.each(REFUSED)('is refused as a request: %j', async (body, status, code) => {
    for (const accept of [PLAIN, RESPONSE]) expect(await post(body, { accept })).toMatchObject({ status, code });
  });

  it.each([
    [{ documentId: 'watch' }, 'BAD_INPUT'],
    [{ documentId: 'outdated' }, 'GRAPHQL_VALIDATION_FAILED'],
    [{ documentId: 'shows', variables: { first: 'many' } }, 'BAD_INPUT'],
    [{ documentId: 'dear', variables: { n: 100 } }, 'LIMIT_EXCEEDED'],
  ])('is refused as an operation is: %j', async (body, code) => {
    const answer = await post(body);
    expect(answer).toMatchObject({ code });
    expect(answer.status).toBe(400);
    expect((await post(body, { accept: PLAIN })).code).toBe(code);
  });

  it('is refused with another media type, and with bad credentials', async () => {
    expect((await post({ documentId: 'who' }, { accept: 'text/csv' })).status).toBe(406);
    expect((await get({ documentId: 'who' }, { 'content-type': 'text/plain' })).status).toBe(415);
    expect(await post({ documentId: 'who' }, { authorization: 'Bearer x' })).toMatchObject({
      status: 401,
      code: 'UNAUTHENTICATED',
    });
  });

  it('spends points, and says so', async () => {
    const remaining = (answer: Answer) => Number(answer.headers.get('ratelimit-remaining'));
    const [first, second] = [await post({ documentId: 'who' }), await post({ documentId: 'nobody' })];
    expect(remaining(second)).toBeLessThan(remaining(first));
  });

  it('is refused by running gateways soon after it is removed, and executed when it is registered again', async () => {
    const operation = { id: 'short-lived', document: '{ viewer { __typename } }' };
    await known.register([operation]);
    expect((await get({ documentId: operation.id })).status).toBe(200);
    expect(await known.remove([operation.id, 'nobody'])).toEqual([operation.id]);
    await until('it is refused', async () => (await get({ documentId: operation.id })).code === 'NOT_FOUND', 15_000);
    await known.register([operation]);
    await until('it is known', async () => (await get({ documentId: operation.id })).status === 200, 15_000);
  });
});

describe("Apollo's automatic persisted queries", () => {
  const text = '{ viewer { subject: role } }';

  it('are registered with their text, and then known by their hash', async () => {
    const extensions = persisted(hashOf(text));
    expect(await post({ extensions })).toMatchObject({ code: 'PERSISTED_QUERY_NOT_FOUND' });
    expect((await post({ query: text, extensions })).body).toEqual({ data: { viewer: { subject: 'OWNER' } } });
    expect((await post({ extensions })).body).toEqual({ data: { viewer: { subject: 'OWNER' } } });
    const byGet = { extensions: JSON.stringify(extensions) };
    expect((await get(byGet, { 'apollo-require-preflight': '1' })).body.data).toBeDefined();
    expect((await get(byGet)).status).toBe(400);
  });

  it('are refused with another hash', async () => {
    const wrong = { persistedQuery: { version: 2, sha256Hash: hashOf(WHO) } };
    for (const accept of [PLAIN, RESPONSE]) {
      const refused = { status: 400, code: 'BAD_INPUT' };
      expect(await post({ query: text, extensions: persisted(hashOf(WHO)) }, { accept })).toMatchObject(refused);
      expect(await post({ extensions: wrong }, { accept })).toMatchObject(refused);
    }
  });
});

describe('where only known operations are executed', () => {
  const MESSAGE = 'This gateway executes only registered operations. Send the documentId of one.';
  const preflight = { 'apollo-require-preflight': '1' };

  it.each(['{ viewer { role } }', '{', '{ nothing }', '{ __schema { types { name } } }', `${WHO} `])(
    'another document is refused on every way: %s',
    async (query) => {
      const extensions = persisted(hashOf(query));
      const answers = [
        await post({ query }, {}, closed),
        await get({ query }, preflight, { to: closed }),
        await post({ query, extensions }, {}, closed),
        await get({ query, extensions: JSON.stringify(extensions) }, preflight, { to: closed }),
      ];
      for (const answer of answers) {
        expect(answer).toMatchObject({ status: 400, code: 'BAD_INPUT' });
        expect(answer.body.errors[0].message).toBe(MESSAGE);
      }
      expect(await post({ extensions }, {}, closed)).toMatchObject({ code: 'PERSISTED_QUERY_NOT_FOUND' });
      expect(JSON.stringify(await overWebSocket(closed, query))).toContain(MESSAGE);
    },
  );

  it('a registered one is executed by its ID and by its text', async () => {
    const expected = { data: { viewer: { role: 'OWNER' } } };
    expect((await post({ documentId: 'who' }, {}, closed)).body).toEqual(expected);
    expect((await post({ query: WHO }, {}, closed)).body).toEqual(expected);
    expect((await post({ query: WHO, extensions: persisted(hashOf(WHO)) }, {}, closed)).body).toEqual(expected);
    expect((await post({ extensions: persisted(hashOf(WHO)) }, {}, closed)).body).toEqual(expected);
    expect(await overWebSocket(closed, WHO)).toEqual([{ data: { viewer: { role: 'ANONYMOUS' } } }]);
  });

  it('a registered one does not show the schema where introspection is off', async () => {
    expect(await post({ documentId: 'schema' }, {}, closed)).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
    expect((await post({ documentId: 'schema' })).body.data).toBeDefined();
  });

  it('a removed one is refused also where it has been executed: over a WebSocket and by the hash of its text', async () => {
    const other = createDatabase(closed.environment['DATABASE_URL'] as string, 1);
    const [id, document] = ['short-lived', '{ viewer { __typename } }'];
    try {
      const operations = createKnownOperations(other);
      await operations.register([{ id, document }]);
      const extensions = persisted(hashOf(document));
      await until(
        'it is known',
        async () => (await post({ query: document, extensions }, {}, closed)).status === 200,
        15_000,
      );
      expect(await overWebSocket(closed, document)).toEqual([{ data: { viewer: { __typename: 'Viewer' } } }]);
      await operations.remove([id]);
      await until(
        'it is refused',
        async () => JSON.stringify(await overWebSocket(closed, document)).includes(MESSAGE),
        15_000,
      );
      expect((await post({ extensions }, {}, closed)).code).toBe('BAD_INPUT');
      expect((await post({ query: document }, {}, closed)).code).toBe('BAD_INPUT');
    } finally {
      await other.stop();
    }
  });
});

/** All that comes of an operation. */
async function overWebSocket(to: TestGateway, query: string): Promise<readonly unknown[]> {
  const client = createClient({
    url: `${to.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  });
  const seen: unknown[] = [];
  await new Promise<void>((resolve) => {
    client.subscribe(
      { query },
      { next: (result) => seen.push(result), error: (error) => (seen.push(error), resolve()), complete: resolve },
    );
  });
  await client.dispose();
  return seen;
}

import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { readPublishedSchemas } from '../../../../src/contracts/published-files.js';
import { withUnpublished, type PublishedSchema } from '../../../../src/contracts/published-schemas.js';
import { createSchemaRegistry } from '../../../../src/contracts/schema-registry.js';
import { ANONYMOUS } from '../../../../src/kernel/viewer.js';
import { createHttpServer } from '../../../../src/ops/http-server.js';
import { createCallers } from '../../../../src/ops/identity/callers.js';
import { createRateLimiter } from '../../../../src/ops/load/rate-limiter.js';
import { createLogger } from '../../../../src/ops/logger.js';
import { createMetrics } from '../../../../src/ops/metrics.js';
import { registerConfluent } from '../../../../src/ports/registry/confluent-routes.js';

const TYPE = 'application/vnd.schemaregistry.v1+json';
const ANSWERED_TYPE = `${TYPE}; charset=utf-8`;
const SUBJECT = 'gateway.survey.closed.v1';
let app: FastifyInstance;
let published: readonly PublishedSchema[];
let first: PublishedSchema;
let second: PublishedSchema;

const withField = (schema: PublishedSchema['schema'], name: string, field: unknown) => ({
  ...schema,
  properties: { ...(schema['properties'] as object), [name]: field },
});

async function serve(pointsPerMinute: number): Promise<FastifyInstance> {
  const server = createHttpServer(createLogger('silent', false), { showCost: false, metrics: createMetrics() });
  const identify = async () => ({ viewer: ANONYMOUS, expiresAt: undefined });
  await registerConfluent(server, {
    registry: createSchemaRegistry(published),
    callers: createCallers(identify, createRateLimiter(pointsPerMinute)),
    reportUnexpected: (error) => expect(error).toBeUndefined(),
    newErrorId: () => 'no-error',
  });
  return server;
}

beforeAll(async () => {
  const committed = await readPublishedSchemas(path.resolve(import.meta.dirname, '../../../..'));
  first = committed.find(({ type }) => type === SUBJECT) as PublishedSchema;
  const extended = withField(first.schema, 'reason', { type: 'string' });
  published = withUnpublished(committed, [{ kind: 'extended', type: SUBJECT, schema: extended }]);
  second = published.at(-1) as PublishedSchema;
  app = await serve(10_000);
});
afterAll(() => app.close());

async function ask(method: InjectOptions['method'] & string, url: string, body?: unknown, type = TYPE) {
  const { statusCode, headers, payload } = await app.inject({
    method: method as 'GET',
    url: `/schema-registry${url}`,
    ...(body !== undefined && {
      headers: { 'content-type': type },
      payload: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  });
  return { status: statusCode, headers, body: JSON.parse(payload || 'null') as Record<string, unknown> };
}
const get = async (url: string) => (await ask('GET', url)).body;
const post = (url: string, schema: unknown, more: object = {}) =>
  ask('POST', url, { schemaType: 'JSON', schema: JSON.stringify(schema), ...more });

describe('the schema registry', () => {
  it('lists its subjects, and the versions of each', async () => {
    expect(await get('/subjects')).toEqual([...new Set(published.map(({ type }) => type))]);
    expect(await get('/subjects?subjectPrefix=:*:')).toHaveLength(15);
    expect(await get('/subjects?subjectPrefix=gateway.booking.')).toHaveLength(5);
    expect(await get(`/subjects/${SUBJECT}/versions`)).toEqual([1, 2]);
    expect(await get('/schemas')).toHaveLength(16);
    expect(await get(`/schemas?latestOnly=true&subjectPrefix=${SUBJECT}`)).toMatchObject([{ id: 16, version: 2 }]);
    expect(await get('/schemas/types')).toEqual(['JSON']);
  });

  it('shows a version of a subject by its number and as the latest, with the ID that leads back to it', async () => {
    const schema = JSON.stringify(first.schema);
    const shown = { subject: SUBJECT, version: 1, id: first.id, schemaType: 'JSON', schema };
    expect(await get(`/subjects/${SUBJECT}/versions/1`)).toEqual(shown);
    for (const latest of ['latest', '-1', '2'])
      expect(await get(`/subjects/${SUBJECT}/versions/${latest}`)).toMatchObject({ version: 2, id: second.id });
    expect(await get(`/subjects/${SUBJECT}/versions/2/schema`)).toEqual(second.schema);
    expect(await get(`/subjects/${SUBJECT}/versions/2/referencedby`)).toEqual([]);
    expect(await get(`/schemas/ids/${first.id}`)).toEqual({ schemaType: 'JSON', schema });
    expect(await get(`/schemas/ids/${first.id}?subject=${SUBJECT}`)).toEqual({ schemaType: 'JSON', schema });
    expect(await get(`/schemas/ids/${second.id}/schema`)).toEqual(second.schema);
    expect(await get(`/schemas/ids/${second.id}/subjects`)).toEqual([SUBJECT]);
    expect(await get(`/schemas/ids/${second.id}/versions`)).toEqual([{ subject: SUBJECT, version: 2 }]);
  });

  it('answers in its own type, with tags, and lets caches keep what an ID names', async () => {
    const { headers } = await ask('GET', '/subjects');
    expect([headers['content-type'], headers['cache-control']]).toEqual([ANSWERED_TYPE, 'public, no-cache']);
    const id = await ask('GET', '/schemas/ids/1');
    expect(id.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const again = await app.inject({
      url: '/schema-registry/schemas/ids/1',
      headers: { 'if-none-match': String(id.headers.etag), accept: 'application/json' },
    });
    expect([again.statusCode, again.payload]).toEqual([304, '']);
    const plain = await app.inject({ url: '/schema-registry/subjects', headers: { accept: 'application/json' } });
    expect([plain.headers['content-type'], plain.headers['vary']]).toEqual([
      'application/json; charset=utf-8',
      'Accept',
    ]);
  });

  it('says that it is read-only, and which changes it would take', async () => {
    expect(await get('/config')).toEqual({ compatibilityLevel: 'FULL_TRANSITIVE' });
    expect(await get(`/config/${SUBJECT}`)).toEqual({ compatibilityLevel: 'FULL_TRANSITIVE' });
    expect(await get('/config/unknown?defaultToGlobal=true')).toEqual({ compatibilityLevel: 'FULL_TRANSITIVE' });
    expect(await get('/mode')).toEqual({ mode: 'READONLY' });
    for (const [method, url] of [
      ['PUT', '/config'],
      ['PUT', `/config/${SUBJECT}`],
      ['DELETE', `/config/${SUBJECT}`],
      ['PUT', '/mode'],
      ['DELETE', `/subjects/${SUBJECT}`],
      ['DELETE', `/subjects/${SUBJECT}/versions/1`],
    ] as const)
      expect([method, url, await ask(method, url)]).toMatchObject([
        method,
        url,
        { status: 422, body: { error_code: 42205 } },
      ]);
  });

  it('gives a schema that it has its existing ID, whatever the order of the keys', async () => {
    const reordered = Object.fromEntries(Object.entries(first.schema).reverse());
    for (const url of [`/subjects/${SUBJECT}`, `/subjects/${SUBJECT}/versions?normalize=true`])
      for (const schema of [first.schema, reordered])
        expect((await post(url, schema)).body).toMatchObject({ subject: SUBJECT, version: 1, id: first.id });
    expect((await post(`/subjects/${SUBJECT}`, second.schema)).body).toMatchObject({ version: 2, id: second.id });
  });

  it('refuses to register any other schema, also a compatible one, and says why', async () => {
    for (const schema of [withField(second.schema, 'note', { type: 'string' }), { type: 'object' }]) {
      const { status, body } = await post(`/subjects/${SUBJECT}/versions`, schema);
      expect([status, body]).toEqual([422, { error_code: 42205, message: expect.stringContaining('read-only mode') }]);
      expect((await post(`/subjects/${SUBJECT}`, schema)).body).toMatchObject({ error_code: 40403 });
    }
    expect((await post('/subjects/another/versions', first.schema)).body).toMatchObject({ error_code: 42205 });
  });

  it('compares a schema with a version, and with all of them, by the rule of the contracts', async () => {
    const compare = async (version: string, schema: unknown) =>
      (await post(`/compatibility/subjects/${SUBJECT}/versions${version}?verbose=true`, schema)).body;
    const wider = withField(second.schema, 'note', { type: 'string' });
    for (const version of ['', '/1', '/2', '/latest'])
      expect([version, await compare(version, wider)]).toEqual([version, { is_compatible: true, messages: [] }]);
    expect(await compare('/1', first.schema)).toEqual({ is_compatible: true, messages: [] });
    expect(await compare('', first.schema)).toEqual({ is_compatible: false, messages: ['version 2: reason: removed'] });
    const required = { ...wider, required: [...(second.schema['required'] as string[]), 'note'] };
    expect(await compare('/2', required)).toEqual({
      is_compatible: false,
      messages: ['version 2: data: note was added as required'],
    });
    const { body } = await post(`/compatibility/subjects/${SUBJECT}/versions/latest`, required);
    expect(body).toEqual({ is_compatible: false });
  });
});

describe('an error of the schema registry', () => {
  it.each([
    ['/subjects/none/versions', 404, 40401],
    ['/subjects/none/versions/1', 404, 40401],
    ['/subjects/constructor/versions', 404, 40401],
    ['/config/none', 404, 40401],
    [`/subjects/${SUBJECT}/versions/7`, 404, 40402],
    [`/subjects/${SUBJECT}/versions/newest`, 422, 42202],
    [`/subjects/${SUBJECT}/versions/0`, 422, 42202],
    [`/subjects/${SUBJECT}/versions/1e0`, 422, 42202],
    ['/schemas/ids/99', 404, 40403],
    ['/schemas/ids/x', 404, 40403],
    ['/schemas/ids/1?subject=gateway.show.cancelled.v1', 404, 40403],
    ['/contexts', 404, 404],
  ])('has the code of Confluent: GET %s', async (url, status, code) => {
    const answer = await ask('GET', url);
    expect([answer.status, answer.headers['content-type'], answer.headers['cache-control']]).toEqual([
      status,
      ANSWERED_TYPE,
      'no-store',
    ]);
    expect(answer.body).toEqual({ error_code: code, message: expect.any(String) });
  });

  const check = `/compatibility/subjects/${SUBJECT}/versions/latest`;
  const valid = { schemaType: 'JSON', schema: '{}' };
  it.each<[string, unknown, string, number, number]>([
    ['no JSON', '{"schema"', TYPE, 400, 400],
    ['no text', { schemaType: 'JSON', schema: {} }, TYPE, 422, 422],
    ['no body', undefined, TYPE, 422, 422],
    ['Avro', { schema: '{}' }, TYPE, 422, 42201],
    ['no JSON Schema', { ...valid, schema: '{"required":1}' }, TYPE, 422, 42201],
    ['a schema that is no JSON', { ...valid, schema: '{' }, TYPE, 422, 42201],
    ['references', { ...valid, references: [{ name: 'a', subject: 'b', version: 1 }] }, TYPE, 422, 42201],
    ['too deep a schema', { ...valid, schema: '{"not":'.repeat(40) + '{}' + '}'.repeat(40) }, TYPE, 422, 42201],
    ['too deep a body', `{"schema":${'['.repeat(40)}${']'.repeat(40)}}`, TYPE, 422, 422],
    ['too large a body', { ...valid, schema: `{"title":"${'x'.repeat(140_000)}"}` }, TYPE, 413, 413],
    ['another type', valid, 'text/plain', 415, 415],
    ['another charset', valid, 'application/json; charset=utf-16', 415, 415],
  ])('is given for a body with %s', async (_, body, type, status, code) => {
    const answer = await ask('POST', check, body, type);
    expect([answer.status, answer.body]).toEqual([status, { error_code: code, message: expect.any(String) }]);
  });

  it('repeats a long name of the request in part only', async () => {
    const { body } = await ask('GET', `/subjects/${'s'.repeat(5_000)}/versions`);
    expect((body['message'] as string).length).toBeLessThan(300);
    const { body: compared } = await post(`${check}?verbose=true`, { type: 'x'.repeat(50_000) });
    expect((compared['messages'] as string[]).every((message) => message.length <= 300)).toBe(true);
  });

  it('is 429 for a caller who has spent the points of the minute', async () => {
    const limited = await serve(1);
    const statuses = [];
    for (let count = 0; count < 2; count += 1)
      statuses.push((await limited.inject('/schema-registry/subjects')).statusCode);
    expect(statuses).toEqual([200, 429]);
    expect((await limited.inject('/schema-registry/subjects')).json()).toMatchObject({ error_code: 42901 });
    await limited.close();
  });
});

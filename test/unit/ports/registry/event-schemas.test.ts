import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { EVENT_TYPE_NAMES, type EventType } from '../../../../src/contracts/event-types.js';
import { readPublishedSchemas } from '../../../../src/contracts/published-files.js';
import { createSchemaRegistry, dataSchemas, type SchemaRegistry } from '../../../../src/contracts/schema-registry.js';
import { registerEventSchemas } from '../../../../src/ports/registry/event-schema-routes.js';

const TYPE: EventType = 'gateway.booking.created.v1';
let app: FastifyInstance;
let registry: SchemaRegistry;

beforeAll(async () => {
  registry = createSchemaRegistry(await readPublishedSchemas(path.resolve(import.meta.dirname, '../../../..')));
  app = Fastify();
  registerEventSchemas(app, registry);
});
afterAll(() => app.close());

const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });

describe('/schemas', () => {
  it('lists every event type with the URLs of its versions', async () => {
    const { headers, json } = await get('/schemas');
    expect([headers['content-type'], headers['vary']]).toEqual(['application/json; charset=utf-8', 'Accept']);
    const { schemas } = json() as { schemas: { type: string; latest: string; versions: { url: string }[] }[] };
    expect(schemas.map(({ type }) => type)).toEqual(EVENT_TYPE_NAMES);
    expect(schemas.find(({ type }) => type === TYPE)).toEqual({
      type: TYPE,
      topic: 'booking-events',
      aggregate: 'Booking',
      latest: `/schemas/${TYPE}/latest`,
      versions: [{ version: 1, id: 11, url: `/schemas/${TYPE}/1` }],
    });
    for (const { type, latest, versions } of schemas) {
      expect((await get(`/schemas/${type}`)).json()).toMatchObject({ type, versions });
      for (const url of [latest, ...versions.map((version) => version.url)])
        expect((await get(url)).json()).toMatchObject({ title: type, type: 'object' });
    }
  });

  it('is a page for browsers, which loads and runs nothing', async () => {
    const { headers, payload } = await get('/schemas', { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' });
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'/);
    for (const type of EVENT_TYPE_NAMES) expect(payload).toContain(`<a href="/schemas/${type}/1">`);
  });

  it('lets caches keep a version for good, and asks them to revalidate the rest', async () => {
    const version = await get(`/schemas/${TYPE}/1`);
    expect([version.headers['content-type'], version.headers['cache-control']]).toEqual([
      'application/schema+json; charset=utf-8',
      'public, max-age=31536000, immutable',
    ]);
    for (const url of ['/schemas', `/schemas/${TYPE}`, `/schemas/${TYPE}/latest`]) {
      const { headers } = await get(url);
      expect([url, headers['cache-control']]).toEqual([url, 'public, no-cache']);
      const again = await get(url, { 'if-none-match': String(headers.etag) });
      expect([again.statusCode, again.payload]).toEqual([304, '']);
    }
    expect((await get(`/schemas/${TYPE}/latest`)).headers['content-location']).toBe(`/schemas/${TYPE}/1`);
  });

  it.each(['/schemas/none', `/schemas/${TYPE}/2`, `/schemas/${TYPE}/01`, `/schemas/${TYPE}/x`, '/schemas/none/latest'])(
    'has nothing else: %s',
    async (url) => {
      const { statusCode, headers, json } = await get(url);
      expect([statusCode, headers['cache-control']]).toEqual([404, 'no-store']);
      expect(json()).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
    },
  );
});

describe('the dataschema of an event', () => {
  it('is the URL of the newest version once the URL of the gateway is known, and its name before', () => {
    let base: string | undefined = undefined;
    const dataSchemaOf = dataSchemas(registry, () => base);
    expect(dataSchemaOf(TYPE)).toBe(`urn:graphql-gateway:event:${TYPE}`);
    base = 'https://api.example.com/gateway';
    expect(dataSchemaOf(TYPE)).toBe(`https://api.example.com/gateway/schemas/${TYPE}/1`);
  });

  it('is a name for a type that is not published yet', () => {
    const empty = createSchemaRegistry([]);
    expect(dataSchemas(empty, () => 'https://api.example.com')(TYPE)).toBe(`urn:graphql-gateway:event:${TYPE}`);
  });
});

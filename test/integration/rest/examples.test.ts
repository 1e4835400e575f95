import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { idForName } from '../../../src/kernel/ids.js';
import { fromXml } from '../../../src/ports/rest/v1/http/xml.js';
import { openApiDocument } from '../../../src/ports/rest/v1/openapi/document.js';
import type { AnyOperation } from '../../../src/ports/rest/v1/operation.js';
import { readModelOperations } from '../../../src/ports/rest/v1/operations/read-models.js';
import { OPERATIONS } from '../../../src/ports/rest/v1/operations.js';
import { createForeignGroup } from '../../support/foreign-group.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import {
  bookingWorld,
  eventWorld,
  PLACEHOLDER,
  readModelWorld,
  surveyWorld,
  type Real,
} from '../../support/rest-world.js';
import { surveyCreated } from '../../support/events.js';
import { parkEvents } from '../../support/parked-events.js';
import { until } from '../../support/until.js';
import { createLetterWriter } from '../../support/letter-writer.js';
import { restClient, type RestAnswer, type RestClient } from '../../support/rest.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = any;
const document = JSON.parse(JSON.stringify(openApiDocument(OPERATIONS))) as Json;
const MOVIE_ID = idForName('Movie', 'The Land Girls|');

let gateway: TestGateway;
let owner: RestClient;
let writer: ReturnType<typeof createLetterWriter>;
beforeAll(async () => {
  gateway = await startGateway();
  await gateway.gateway.parts.database.pool.query(
    `INSERT INTO movie (id, source_key, title, release_date, imdb_rating) VALUES ($1, 'a', 'The Land Girls', '1998-06-12', 6.1)`,
    [MOVIE_ID],
  );
  owner = restClient(gateway.url, await gateway.token('owner'));
  writer = createLetterWriter(gateway.environment['TOPIC_PREFIX'] ?? '');
}, 60_000);
afterAll(async () => {
  await writer?.stop();
  await gateway?.stop();
});

const DRAFTS: ReadonlySet<string> = new Set([
  'updateSurvey',
  'deleteSurvey',
  'publishSurvey',
  'addPage',
  'updatePage',
  'deletePage',
  'addQuestion',
  'replaceQuestion',
  'updateQuestion',
  'deleteQuestion',
]);
const READ_MODELS: ReadonlySet<string> = new Set(['getResults', ...readModelOperations.map(({ id }) => id)]);
const UNPAID: ReadonlySet<string> = new Set(['payBooking']);

/** Everything that the example names, made for it alone. */
async function worldOf({ id, tag, path, example }: AnyOperation): Promise<Real> {
  const named = JSON.stringify(example ?? {});
  const names = (...kinds: (keyof typeof PLACEHOLDER)[]) => kinds.some((kind) => named.includes(PLACEHOLDER[kind]));
  const made: Real[] = [];
  if (names('survey', 'page', 'question', 'option', 'collector', 'response', 'quota', 'slug'))
    made.push(await surveyWorld(owner, DRAFTS.has(id) ? 'draft' : 'open'));
  if (names('movie', 'venue', 'screen', 'show', 'hold', 'booking', 'payment'))
    made.push(await bookingWorld(owner, MOVIE_ID, UNPAID.has(id) ? 'pending' : 'paid'));
  if (tag === 'Events') made.push(await bookingWorld(owner, MOVIE_ID, 'paid'), await eventWorld(owner));
  if (names('deadLetter')) made.push(await letterWorld());
  if (names('parkedEvent')) made.push(await parkedWorld());
  if (path.startsWith('/cluster'))
    await until('the cluster is seen', async () => (await owner.get('/cluster/groups/analytics')).status === 200);
  if (id === 'resetGroupOffsets') await idleGroup(example?.params?.['group'] ?? '');
  const real: Real = new Map(made.flatMap((each) => [...each]));
  if (READ_MODELS.has(id)) await readModelWorld(owner, real);
  return real;
}

/** The parameters of a path whose names are not IDs. */
function nothingAt({ id, path }: AnyOperation) {
  if (id === 'getProblem') return { params: { code: 'NOTHING' } };
  return path.startsWith('/cluster/') ? { params: { topic: 'nothing', group: 'nothing' } } : {};
}

/** A consumer group that has read an event and has no members. */
async function idleGroup(name: string): Promise<void> {
  const group = createForeignGroup(gateway.environment['TOPIC_PREFIX'] ?? '', name, 'surveys');
  await writer.publish(surveyCreated());
  await group.start();
  await until('it has read', () => group.read.length > 0, 20_000);
  await group.stop();
  await until('it is seen', async () => (await owner.get(`/cluster/groups/${name}`)).body.state === 'Empty', 30_000);
}

/** A parked event of the tenant. */
async function parkedWorld(): Promise<Real> {
  const [event] = await parkEvents(gateway.gateway.parts.database, [surveyCreated()], 'TOO_LARGE');
  return new Map([[PLACEHOLDER.parkedEvent, event?.id ?? '']]);
}

/** A dead letter of the tenant. */
async function letterWorld(): Promise<Real> {
  const event = surveyCreated();
  await writer.write('analytics', event);
  const { body } = await owner.get('/dead-letters?first=100');
  const { id } = body.data.find(({ eventId }: Json) => eventId === event.id) as Json;
  return new Map([[PLACEHOLDER.deadLetter, id]]);
}

interface Filled {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** The example's request, with real things in the place of its placeholders. */
function filled({ path, example = {} }: AnyOperation, real: Real): Filled {
  const text = [...real].reduce((given, [from, to]) => given.replaceAll(from, to), JSON.stringify(example));
  expect(text).not.toMatch(/0199f3a0-0000-|R3sp0ndH3re|the-token-that/);
  const { params = {}, query = {}, headers = {}, body } = JSON.parse(text) as NonNullable<AnyOperation['example']>;
  const search = new URLSearchParams(query).toString();
  return {
    path: `${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '')}${search === '' ? '' : `?${search}`}`,
    headers,
    body,
  };
}

const FORMATS: Readonly<Record<string, RegExp | true>> = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
  date: /^\d{4}-\d\d-\d\d$/,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  email: /@/,
  'uri-reference': /^\//,
  'entity-tag': true,
};
const ajv = new Ajv2020({ strict: false, allErrors: true, formats: FORMATS });
ajv.addSchema({ $id: 'document', components: closed(document.components) });

/**
 * The same schemas, taking no field that they do not name: an answer must not have more than its document. Problems may
 * (RFC 9457).
 */
function closed(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null || schema.allOf !== undefined || schema.xml?.name === 'problem')
    return schema;
  const parts = Object.fromEntries(Object.entries(schema).map(([name, part]) => [name, closed(part)]));
  return parts.properties !== undefined && parts.type === 'object' ? { ...parts, additionalProperties: false } : parts;
}

function validator(schema: Json): ValidateFunction {
  return ajv.compile(JSON.parse(JSON.stringify(closed(schema)).replaceAll('"#/', '"document#/')) as Json);
}

const resolved = (part: Json): Json =>
  part.$ref === undefined
    ? part
    : part.$ref
        .slice(2)
        .split('/')
        .reduce((at: Json, name: string) => at[name], document);

/** Holds an answer to what the document says of its status: the body's schema, and every header. */
function expectDocumented(operation: AnyOperation, answer: RestAnswer): void {
  const described = resolved(
    document.paths[operation.path][operation.method.toLowerCase()].responses[String(answer.status)] ?? {},
  );
  expect({ status: answer.status, described: described.description !== undefined }).toEqual({
    status: answer.status,
    described: true,
  });
  for (const [name, given] of Object.entries<Json>(described.headers ?? {}))
    expectHeader(name, resolved(given), answer.headers.get(name));
  const type = answer.headers.get('content-type')?.split(';')[0];
  if (described.content === undefined) {
    expect(answer.text).toBe('');
    return;
  }
  expect(Object.keys(described.content as object)).toContain(type);
  const isValid = validator(described.content[type ?? ''].schema);
  expect({ body: answer.body, problems: isValid(answer.body) ? null : isValid.errors }).toEqual({
    body: answer.body,
    problems: null,
  });
}

function expectHeader(name: string, { required, schema }: Json, value: string | null): void {
  if (value === null) {
    expect({ name, required: required === true }).toEqual({ name, required: false });
    return;
  }
  const isValid = validator(schema);
  expect({ name, value, valid: isValid(schema.type === 'integer' ? Number(value) : value) }).toEqual({
    name,
    value,
    valid: true,
  });
}

const schemaOf = (operation: AnyOperation) =>
  document.paths[operation.path].get.responses['200'].content['application/xml'].schema as Json;

function readXml(text: string, schema: Json): unknown {
  return JSON.parse(JSON.stringify(fromXml(text, inlined(schema)))) as unknown;
}

/** The schema without references, as deep as an answer may be expanded. */
function inlined(schema: Json, depth = 0): Json {
  if (Array.isArray(schema)) return schema.map((part) => inlined(part, depth));
  if (typeof schema !== 'object' || schema === null) return schema;
  if (schema.$ref !== undefined) return depth > 5 ? {} : inlined(resolved(schema), depth + 1);
  return Object.fromEntries(Object.entries(schema).map(([name, part]) => [name, inlined(part, depth)]));
}

const answered = OPERATIONS.filter(({ answer }) => answer.kind !== 'stream');
const streamed = OPERATIONS.filter(({ answer }) => answer.kind === 'stream');
const send = (operation: AnyOperation, { path, headers, body }: Filled) =>
  owner.send(operation.method, path, body === undefined ? undefined : JSON.stringify(body), {
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...headers,
  });

describe('the examples', () => {
  it('are there for every operation that takes anything', () => {
    const lacking = OPERATIONS.filter(
      ({ params, body, example }) =>
        (params !== undefined && example?.params === undefined) || (body !== undefined && example?.body === undefined),
    );
    expect(lacking.map(({ id }) => id)).toEqual([]);
  });

  it.each(answered.map((operation) => [operation.id, operation] as const))(
    '%s: succeeds, and is answered as documented',
    async (_, operation) => {
      const example = filled(operation, await worldOf(operation));
      const answer = await send(operation, example);
      expect({ status: answer.status, text: answer.text }).toMatchObject({ status: operation.answer.status });
      expectDocumented(operation, answer);
      if (operation.method !== 'GET') return;
      // What the cluster does, and how far an event has come, changes from one answer to the next.
      if (operation.tag === 'Operations' || operation.id === 'getEventJourney') return;
      const inXml = { ...example, headers: { ...example.headers, accept: 'application/xml' } };
      let [first, again, xml] = [answer, answer, answer];
      // Counts and results contain more events by the moment, until their consumers have read what the world made.
      await until('nothing changes between the answers', async () => {
        first = await send(operation, example);
        const ifNoneMatch = { 'if-none-match': first.headers.get('etag') ?? '' };
        again = await send(operation, { ...example, headers: { ...example.headers, ...ifNoneMatch } });
        xml = await send(operation, inXml);
        return isDeepStrictEqual((await send(operation, example)).body, first.body);
      });
      expect(again.status).toBe(304);
      expectDocumented(operation, again);
      expect(xml.headers.get('content-type')).toBe('application/xml; charset=utf-8');
      expect(xml.text).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<\w+>/);
      // Read by the document's schema it says the same; the data of an event has no schema there that could tell its
      // numbers from text.
      if (operation.tag !== 'Events') expect(readXml(xml.text, schemaOf(operation))).toEqual(first.body);
    },
  );

  it.each(answered.filter(({ access }) => access === 'members').map((operation) => [operation.id, operation] as const))(
    '%s: is refused to strangers as documented',
    async (_, operation) => {
      const stranger = restClient(gateway.url);
      const answer = await stranger.send(operation.method, operation.path.replaceAll(/\{\w+\}/g, PLACEHOLDER.survey));
      expect(answer).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
      expectDocumented(operation, answer);
    },
  );

  it.each(answered.filter(({ params }) => params !== undefined).map((operation) => [operation.id, operation] as const))(
    '%s: is about nothing, as documented',
    async (_, operation) => {
      const { example, ...rest } = operation;
      const real: Real = new Map(
        Object.values(PLACEHOLDER).map((name) => [
          name,
          /-0000-/.test(name) ? name.replace('0000-', '0001-') : 'nothing-there',
        ]),
      );
      const answer = await send(
        operation,
        filled({ ...rest, ...(example && { example: { ...example, ...nothingAt(operation) } }) }, real),
      );
      expect(answer).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
      expectDocumented(operation, answer);
    },
  );

  /** For each stream, a function that causes an event. */
  const CAUSES: Readonly<Record<string, (real: Real) => Promise<unknown>>> = {
    streamSeatChanges: (real) => owner.post(`/shows/${real.get(PLACEHOLDER.show)}/holds`, { seatLabels: ['B1'] }),
    responseEvents: (real) => owner.post(`/collector-links/${real.get(PLACEHOLDER.slug)}/responses`, { partial: true }),
    streamEvents: () => bookingWorld(owner, MOVIE_ID, 'pending'),
  };

  it.each(streamed.map((operation) => [operation.id, operation] as const))(
    '%s: streams as documented',
    async (id, operation) => {
      const real = await worldOf(operation);
      const gone = new AbortController();
      const response = await fetch(`${gateway.url}/api/v1${filled(operation, real).path}`, {
        headers: { authorization: `Bearer ${await gateway.token('owner')}` },
        signal: gone.signal,
      });
      try {
        const described = document.paths[operation.path].get.responses['200'];
        expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
        for (const [name, given] of Object.entries<Json>(described.headers))
          expectHeader(name, resolved(given), response.headers.get(name));
        await CAUSES[id]?.(real);
        const data = await firstData(response);
        const isValid = validator(described.content['text/event-stream']['x-event-data']);
        expect({ data, problems: isValid(data) ? null : isValid.errors }).toEqual({ data, problems: null });
      } finally {
        gone.abort();
      }
    },
  );
});

/** The data of the first message of a stream. */
async function firstData(response: Response): Promise<unknown> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    const found = /^data: (.*)\n\n/m.exec(text)?.[1];
    if (found !== undefined) return JSON.parse(found);
  }
  throw new Error('The stream ended without a message');
}

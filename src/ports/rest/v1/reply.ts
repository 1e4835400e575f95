import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { encodeCursor } from '../../../kernel/paging.js';
import { ANSWER_LIMITS } from '../../../ops/load/limits.js';
import { isNamedBy } from '../../../ops/entity-tags.js';
import { entityTag, versionTag } from './http/etag.js';
import { MEDIA_TYPES, problemFormatFor, PROBLEM_TYPES, type Format } from './http/media-types.js';
import { problemOf, RestError } from './http/problem.js';
import { toXmlIfCarried, toXmlInTurns } from './http/xml.js';
import type { AnyOperation, Listed } from './operation.js';
import { tooLarge, type PlannedAnswer } from './planned/planned-reader.js';
import { represent } from './represent.js';
import { isDecidedByVersion, shapeHash } from './representation-shape.js';
import type { Deprecation, ReadContext } from './resource.js';
import type { FieldSelection } from './field-selection.js';

/** The prefix of every path of this version. */
export const BASE = '/api/v1';
/** The page that lists deprecated fields with their dates. */
const DEPRECATIONS_PAGE = '/api/docs';
const PROBLEM_NAMESPACE = 'urn:ietf:rfc:7807';

/** The content of a response, independent of its format, and the values for its headers. */
interface Representation {
  /** XML's root element. */
  readonly root: string;
  readonly value: unknown;
  readonly version?: number | undefined;
  /** Of one that changes only with its version: its shape in a format, for its tag. */
  readonly shapeIn?: ((format: Format) => string) | undefined;
  readonly links?: Readonly<Record<string, string | null>>;
  readonly deprecations?: ReadonlySet<Deprecation>;
}

/** The representation of what a handler returned, as it is at `url`. Nothing and streams have none. */
export async function representationOf(
  { answer }: AnyOperation,
  result: unknown,
  wanted: FieldSelection,
  context: ReadContext,
  url: string,
): Promise<Representation> {
  switch (answer.kind) {
    case 'value':
      return { root: rootOf(answer.name), value: result };
    case 'single':
    case 'created': {
      const { items, deprecations } = await represent(answer.resource, [result], wanted, context);
      return {
        root: rootOf(answer.resource.name),
        value: items[0],
        version: answer.resource.versionOf?.(result),
        shapeIn: isDecidedByVersion(answer.resource, wanted)
          ? (format) => shapeHash(answer.resource, wanted, format)
          : undefined,
        deprecations,
      };
    }
    case 'page': {
      const { page, list, totalCount } = result as Listed<unknown>;
      const { items, deprecations } = await represent(answer.resource, page.items, wanted, context);
      const last = page.positions.at(-1);
      const links = pageLinks(url, page.hasNextPage && last !== undefined ? encodeCursor(list, last) : undefined);
      return {
        root: 'list',
        value: { data: items, links, ...(totalCount !== undefined && { totalCount }) },
        links,
        deprecations,
      };
    }
    case 'all': {
      const { items, deprecations } = await represent(answer.resource, result as readonly unknown[], wanted, context);
      const links = { self: url };
      return { root: 'list', value: { data: items, links }, links, deprecations };
    }
    default:
      throw new Error(`An answer of kind ${answer.kind} has no representation`);
  }
}

/** The tags of a representation in JSON and, when XML can carry it, in XML. */
export function entityTagsOf(representation: Representation): readonly string[] {
  const json = JSON.stringify(representation.value);
  const xml = toXmlIfCarried(representation.root, JSON.parse(json));
  return [tagOf(representation, 'json', json), ...(xml === undefined ? [] : [tagOf(representation, 'xml', xml)])];
}

function tagOf({ version, shapeIn }: Representation, format: Format, body: string): string {
  return version !== undefined && shapeIn !== undefined
    ? versionTag(version, shapeIn(format))
    : entityTag(body, version);
}

/** Sends what statements answered to a read. */
export function sendPlanned(
  request: FastifyRequest,
  reply: FastifyReply,
  operation: AnyOperation,
  answer: PlannedAnswer,
): FastifyReply {
  setCaching(reply, operation);
  setDeprecations(reply, answer.deprecations);
  void reply.status(200);
  if (answer.kind === 'notModified') return sendRead(request, reply, undefined, answer.tag, 'json');
  if (answer.kind === 'one') return sendRead(request, reply, answer.body, answer.tag, 'json');
  const { body, tag, links } = plannedList(answer, request.url);
  addLinks(reply, links);
  return sendRead(request, reply, bounded(body), tag, 'json');
}

/** The tag of a planned answer, as it is at `url`. */
export function plannedTag(answer: PlannedAnswer, url: string): string {
  return answer.kind === 'list' ? plannedList(answer, url).tag : answer.tag;
}

function plannedList({ rows, next, isPage, totalCount }: Extract<PlannedAnswer, { kind: 'list' }>, url: string) {
  const links = isPage ? pageLinks(url, next) : { self: url };
  const total = totalCount === undefined ? '' : `,"totalCount":${totalCount}`;
  const body = `{"data":${rows},"links":${JSON.stringify(links)}${total}}`;
  return { body, tag: entityTag(body, undefined), links };
}

/** Sends what a handler returned, as the operation's answer says. */
export async function sendResult(
  request: FastifyRequest,
  reply: FastifyReply,
  operation: AnyOperation,
  result: unknown,
  wanted: FieldSelection,
  context: ReadContext,
  format: Format,
): Promise<FastifyReply> {
  const { answer } = operation;
  setCaching(reply, operation);
  if (answer.kind === 'noContent') return reply.status(204).send();
  if (answer.kind === 'stream') throw new Error('Streams are sent by their own route');
  const representation = await representationOf(operation, result, wanted, context, request.url);
  setDeprecations(reply, representation.deprecations ?? new Set());
  if (answer.kind === 'created') void reply.header('location', `${BASE}${answer.locationOf(result as never)}`);
  addLinks(reply, representation.links ?? {});
  // Large responses that were loaded at the same time are not all written in one turn. Small ones are, because a
  // waiting response uses memory.
  if (request.cost.bytesRead > LARGE_BYTES) await request.server.turns.next(request.clientAddress);
  return write(request, reply.status(answer.status), representation, format);
}

/** Sends a problem in the format that the client prefers. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, error: RestError): FastifyReply {
  const problem = problemOf(error);
  // A problem may repeat characters of the input that XML does not allow. It is then sent as JSON.
  const xml =
    problemFormatFor(request.headers.accept) === 'xml'
      ? toXmlIfCarried('problem', problem, PROBLEM_NAMESPACE)
      : undefined;
  return (
    reply
      .status(error.status)
      // Content-Encoding's 415 comes with its own header beside this one.
      .headers({
        ...(error.status === 415 && { accept: Object.values(MEDIA_TYPES).join(', ') }),
        ...error.headers,
        'cache-control': 'no-store',
        vary: 'Accept, Authorization',
      })
      .type(`${PROBLEM_TYPES[xml === undefined ? 'json' : 'xml']}; charset=utf-8`)
      .send(xml ?? JSON.stringify(problem))
  );
}

/** The size from which the writing of a response may keep the processor busy. */
const LARGE_BYTES = 131_072;

const rootOf = (name: string) => name.slice(0, 1).toLowerCase() + name.slice(1);

async function write(
  request: FastifyRequest,
  reply: FastifyReply,
  representation: Representation,
  format: Format,
): Promise<FastifyReply> {
  const { root, value, version } = representation;
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  // The result of a write is sent whatever its size: the write has happened, and its result is no larger than a request
  // may be.
  const within = isRead ? bounded : (body: string) => body;
  const json = within(JSON.stringify(value));
  const inXml = () => {
    const plain: unknown = JSON.parse(json);
    // A write has happened: what XML cannot carry of it is answered in JSON rather than refused.
    if (!isRead) return toXmlIfCarried(root, plain);
    return toXmlInTurns(root, plain, () => request.server.turns.next(request.clientAddress));
  };
  const xml = format === 'xml' ? await inXml() : undefined;
  const body = xml === undefined ? json : within(xml);
  const written = xml === undefined ? 'json' : 'xml';
  if (isRead) return sendRead(request, reply, body, tagOf(representation, written, body), written);
  void reply.type(contentTypeOf(written));
  // The response of a write has a tag only if it has a version, which the client sends in its next If-Match.
  if (version !== undefined) void reply.header('etag', tagOf(representation, written, body));
  return reply.send(body);
}

/** Sends the body of a read, or what the request's conditions ask for. No body is one that the client has. */
function sendRead(
  request: FastifyRequest,
  reply: FastifyReply,
  body: string | undefined,
  tag: string,
  format: Format,
): FastifyReply {
  void reply.type(contentTypeOf(format)).header('etag', tag);
  const { 'if-none-match': ifNoneMatch, 'if-match': ifMatch } = request.headers;
  if (ifMatch !== undefined && !isNamedBy(ifMatch, tag, 'strong'))
    throw new RestError(412, 'VERSION_CONFLICT', undefined, { header: 'If-Match' });
  if (body === undefined || (ifNoneMatch !== undefined && isNamedBy(ifNoneMatch, tag, 'weak')))
    return reply.status(304).removeHeader('content-type').send();
  return reply.send(body);
}

const contentTypeOf = (format: Format) => `${MEDIA_TYPES[format]}; charset=utf-8`;

/** `body`, if it is no larger than an answer may be. Throws LIMIT_EXCEEDED. */
function bounded(body: string): string {
  const { bytes } = ANSWER_LIMITS;
  if (body.length <= bytes / 3 || Buffer.byteLength(body) <= bytes) return body;
  throw tooLarge();
}

const cachingHeaders = new WeakMap<AnyOperation, Readonly<Record<string, string>>>();

function setCaching(reply: FastifyReply, operation: AnyOperation): void {
  const known = cachingHeaders.get(operation) ?? cachingOf(operation);
  cachingHeaders.set(operation, known);
  void reply.headers(known);
}

function cachingOf({ method, cache = 'private', headers }: AnyOperation): Readonly<Record<string, string>> {
  const control = method !== 'GET' || cache === 'no-store' ? 'no-store' : `${cache}, no-cache`;
  const own = Object.keys((headers as z.ZodObject | undefined)?.shape ?? {});
  const vary = ['Accept', ...(cache === 'public' ? [] : ['Authorization']), ...own].join(', ');
  return { 'cache-control': control, vary };
}

function setDeprecations(reply: FastifyReply, deprecations: ReadonlySet<Deprecation>): void {
  if (deprecations.size === 0) return;
  const [first] = [...deprecations].sort((a, b) => a.sunset.getTime() - b.sunset.getTime()) as [Deprecation];
  void reply.headers({
    deprecation: `@${Math.floor(first.since.getTime() / 1000)}`,
    sunset: first.sunset.toUTCString(),
  });
  addLink(reply, DEPRECATIONS_PAGE, 'deprecation');
}

function addLinks(reply: FastifyReply, links: Readonly<Record<string, string | null>>): void {
  for (const [relation, url] of Object.entries(links)) if (url !== null) addLink(reply, url, relation);
}

function addLink(reply: FastifyReply, url: string, relation: string): void {
  const before = reply.getHeader('link');
  const link = `<${url}>; rel="${relation}"`;
  void reply.header('link', before === undefined ? link : `${String(before)}, ${link}`);
}

/** The links of a page; `next` is the cursor of the page that follows. */
function pageLinks(url: string, next: string | undefined): { readonly self: string; readonly next: string | null } {
  return { self: url, next: next === undefined ? null : urlAfter(url, next) };
}

/** The same list from behind a cursor. */
function urlAfter(url: string, cursor: string): string {
  const [path = '', query = ''] = url.split('?', 2);
  const parameters = new URLSearchParams(query);
  parameters.set('after', cursor);
  return `${path}?${parameters.toString().replaceAll('%2C', ',')}`;
}

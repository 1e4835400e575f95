import { createHash } from 'node:crypto';
import fastifyRateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { commandContext } from '../../../kernel/command-context.js';
import { DomainError } from '../../../kernel/errors.js';
import { ANONYMOUS } from '../../../kernel/viewer.js';
import type { GatewayServices } from '../../../domain/services.js';
import type { Authenticate, Identity } from '../../../ops/identity/authenticator.js';
import { requireBoundedJson } from '../../../kernel/json-bounds.js';
import { inOperation } from '../../../ops/operation-scope.js';
import { demandedVersion } from './http/etag.js';
import { acceptable, EVENT_STREAM, formatFor, MEDIA_TYPES, MERGE_PATCH } from './http/media-types.js';
import { restErrorOf, RestError } from './http/problem.js';
import { isWrite, type AnyOperation, type OperationInput, type StreamedMessage } from './operation.js';
import { OPERATIONS } from './operations.js';
import { BASE, sendProblem, sendResult } from './reply.js';
import { createRequestReader } from './request.js';
import { createEventStreams, type EventStreams } from './event-stream.js';
import { selectionOf, wantedOf, type Wanted } from './wanted.js';

export interface RestPortConfig {
  readonly services: GatewayServices;
  readonly authenticate: Authenticate;
  /** Requests that one viewer, or one address of the anonymous, may make in a minute. */
  readonly requestsPerMinute: number;
  readonly reportUnexpected: (error: unknown, errorId: string) => void;
  readonly newErrorId: () => string;
  /** How long an operation may take; OPERATION_DEADLINE_MS when left out. */
  readonly operationDeadlineMs?: number | undefined;
}

/** For operations that are no streams: they end by themselves. */
const NEVER = new AbortController().signal;
const NOTHING_WANTED: Wanted = { fields: undefined, expand: new Map() };
/** Every method that HTTP servers meet: what a path does not have of them is 405. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'QUERY'] as const;
interface Identified extends Identity {
  /** Why the credentials were not taken. */
  readonly refused?: unknown;
}
const NOBODY: Identified = { viewer: ANONYMOUS, expiresAt: undefined };
const authenticated = new WeakMap<FastifyRequest, Identified>();

/** Puts REST v1 on an HTTP server, below /api/v1. */
export async function registerRestV1(app: FastifyInstance, config: RestPortConfig): Promise<void> {
  for (const method of ['TRACE', 'QUERY']) if (!app.supportedMethods.includes(method)) app.addHttpMethod(method);
  await app.register(
    async (routes) => {
      // Bodies stay text until the operation is known whose schema says how to read them.
      routes.removeAllContentTypeParsers();
      routes.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
      routes.setErrorHandler((error, request, reply) => handleError(error, request, reply, config));
      routes.setNotFoundHandler((request, reply) => sendProblem(request, reply, new RestError(404, 'NOT_FOUND', 'There is nothing at this path.')));
      routes.addHook('onRequest', async (request) => {
        authenticated.set(request, await identify(request, config.authenticate));
      });
      await routes.register(fastifyRateLimit, {
        max: config.requestsPerMinute,
        timeWindow: 60_000,
        cache: 10_000,
        enableDraftSpec: true,
        keyGenerator: rateKey,
        errorResponseBuilder: (_request, { max, ttl }) => new RestError(429, 'LIMIT_EXCEEDED', `At most ${max} requests a minute. Try again in ${Math.ceil(ttl / 1000)} s.`),
      });
      const streams = createEventStreams();
      routes.addHook('preClose', async () => streams.endAll());
      for (const [path, operations] of byPath(OPERATIONS)) registerPath(routes, path, operations, config, streams);
    },
    { prefix: BASE },
  );
}

/** Failing to authenticate must not get around the limit, so it is remembered and thrown behind it. */
async function identify(request: FastifyRequest, authenticate: Authenticate): Promise<Identified> {
  try {
    return await authenticate(request.headers.authorization);
  } catch (refused) {
    return { ...NOBODY, refused };
  }
}

function rateKey(request: FastifyRequest): string {
  const { viewer } = authenticated.get(request) ?? NOBODY;
  return viewer.role === 'anonymous' ? request.ip : createHash('sha256').update(`${viewer.tenant}/${viewer.subject}`).digest('base64url');
}

function byPath(operations: readonly AnyOperation[]): ReadonlyMap<string, readonly AnyOperation[]> {
  const paths = new Map<string, AnyOperation[]>();
  for (const operation of operations) {
    const path = operation.path.replaceAll(/\{(\w+)\}/g, ':$1');
    paths.set(path, [...(paths.get(path) ?? []), operation]);
  }
  return paths;
}

/** A stream has no end that a HEAD could wait for. */
const hasHead = ({ method, answer }: AnyOperation) => method === 'GET' && answer.kind !== 'stream';

/** A path's operations, and what HTTP asks of every path: HEAD (fastify's, from GET), OPTIONS, and 405 for the rest. */
function registerPath(routes: FastifyInstance, path: string, operations: readonly AnyOperation[], config: RestPortConfig, streams: EventStreams): void {
  for (const operation of operations) registerOperation(routes, path, operation, config, streams);
  const methods: readonly string[] = operations.flatMap((operation) => (hasHead(operation) ? ['GET', 'HEAD'] : [operation.method]));
  const headers = {
    allow: [...methods, 'OPTIONS'].join(', '),
    ...(methods.includes('PATCH') && { 'accept-patch': [MERGE_PATCH, ...Object.values(MEDIA_TYPES)].join(', ') }),
  };
  routes.route({ method: 'OPTIONS', url: path, handler: async (_request, reply) => reply.status(204).headers(headers).send() });
  routes.route({
    method: METHODS.filter((method) => method !== 'OPTIONS' && !methods.includes(method)),
    url: path,
    // Before anything is said about its body.
    onRequest: async () => {
      throw new RestError(405, 'METHOD_NOT_ALLOWED', `Allowed here: ${headers.allow}.`, {}, headers);
    },
    handler: async () => undefined,
  });
}

function registerOperation(routes: FastifyInstance, path: string, operation: AnyOperation, { services, operationDeadlineMs }: RestPortConfig, streams: EventStreams): void {
  const limits = operationDeadlineMs === undefined ? {} : { deadlineMs: operationDeadlineMs };
  const parseJson = jsonParser(routes);
  const readRequest = createRequestReader(operation, parseJson);
  const { answer } = operation;
  routes.route({
    method: operation.method,
    url: path,
    exposeHeadRoute: hasHead(operation),
    async handler(request, reply) {
      const { viewer, expiresAt, refused } = authenticated.get(request) ?? NOBODY;
      if (refused !== undefined) throw refused;
      // Whatever else is wrong with the request is nothing to strangers.
      if (operation.access === 'members' && viewer.role === 'anonymous') throw new DomainError('UNAUTHENTICATED');
      if (answer.kind === 'stream' && acceptable(request.headers.accept, [EVENT_STREAM]) === undefined) throw new RestError(406, 'NOT_ACCEPTABLE', undefined, { offered: [EVENT_STREAM] });
      const format = answer.kind === 'stream' ? 'json' : formatFor(request.headers.accept);
      const read = await readRequest(request);
      const expectedVersion = versionDemanded(operation, request);
      const { fields, expand } = read.query as { readonly fields?: readonly string[]; readonly expand?: readonly string[] };
      const wanted = 'resource' in answer ? wantedOf(answer.resource, fields, expand) : NOTHING_WANTED;
      const context = { viewer, services };
      const input: OperationInput<undefined, undefined, undefined, undefined> = {
        ...context,
        ...(read as object as { readonly params: undefined; readonly query: undefined; readonly headers: undefined; readonly body: undefined }),
        command: isWrite(operation) ? commandContext(viewer, read.headers['idempotency-key'] as string | undefined, [operation.id, read.params, read.query, read.body], 'Idempotency-Key') : {},
        expectedVersion,
        selection: 'resource' in answer ? selectionOf(answer.resource, wanted) : {},
        signal: NEVER,
      };
      if (answer.kind === 'stream') {
        const open = (signal: AbortSignal) =>
          inOperation({ ...limits, isWrite: false }, async () => (await operation.run({ ...input, signal })) as AsyncIterable<StreamedMessage>);
        return streams.send(request, reply, { key: rateKey(request), expiresAt, open });
      }
      return inOperation({ ...limits, response: reply.raw, isWrite: isWrite(operation) }, async () => {
        const result: unknown = await operation.run(input);
        return sendResult(request, reply, operation, result, wanted, context, format);
      });
    },
  });
}

/** What If-Match demands of a write. One that cannot check it refuses it: ignored, it would be a lost update. */
function versionDemanded(operation: AnyOperation, { headers }: FastifyRequest): number | undefined {
  const { 'if-match': ifMatch } = headers;
  if (ifMatch === undefined || !isWrite(operation)) return undefined;
  if (operation.ifMatch !== true) throw new RestError(400, 'BAD_INPUT', 'This operation has no version to check If-Match against.', { header: 'If-Match' });
  return demandedVersion(ifMatch);
}

/** fastify's parser: it refuses `__proto__` and `constructor.prototype` as keys. */
function jsonParser(routes: FastifyInstance): (text: string) => Promise<unknown> {
  const parse = routes.getDefaultJsonParser('error', 'error');
  return async (text) => {
    requireBoundedJson(text);
    return new Promise((resolve, reject) => {
      const done = (error: Error | null, body?: unknown) => (error === null ? resolve(body) : reject(new RestError(400, 'BAD_INPUT', 'The body is not JSON, or has a key that is not taken.')));
      void parse(undefined as never, text, done);
    });
  };
}

function handleError(error: unknown, request: FastifyRequest, reply: FastifyReply, { reportUnexpected, newErrorId }: RestPortConfig): FastifyReply {
  const known = restErrorOf(error, { byIfMatch: request.headers['if-match'] !== undefined });
  if (known !== undefined) return sendProblem(request, reply, known);
  const errorId = newErrorId();
  reportUnexpected(error, errorId);
  return sendProblem(request, reply, new RestError(500, 'INTERNAL', undefined, { errorId }));
}

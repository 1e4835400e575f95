import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { countValues } from '../../../kernel/input-size.js';
import { commandContext } from '../../../kernel/command-context.js';
import { DEFAULT_PAGE } from '../../../kernel/paging.js';
import { requireAdmission } from '../../../kernel/viewer.js';
import type { GatewayServices } from '../../../domain/services.js';
import { acceptable } from '../../../ops/accepted-type.js';
import { allowanceExceeded, setAllowance, type Callers } from '../../../ops/identity/callers.js';
import { INPUT_MEMORY_PER_VALUE } from '../../../ops/load/limits.js';
import type { Slots } from '../../../ops/load/slots.js';
import type { Metrics } from '../../../ops/metrics.js';
import { inOperation } from '../../../ops/operation-scope.js';
import { countJson } from '../../../ops/request-text.js';
import type { PlanRunner } from '../../../plans/plan-runner.js';
import { EVENT_STREAM, formatFor, MEDIA_TYPES, MERGE_PATCH } from './http/media-types.js';
import { restErrorOf, RestError } from './http/problem.js';
import { isWrite, type AnyOperation, type OperationInput, type StreamedMessage } from './operation.js';
import { OPERATIONS } from './operations.js';
import { checkPreconditions, NO_PRECONDITIONS, type Preconditions } from './preconditions.js';
import { createPlannedReaders, type PlannedReader } from './planned/planned-reader.js';
import { BASE, sendPlanned, sendProblem, sendResult } from './reply.js';
import { createRequestReader, type ParseJson } from './request.js';
import { createEventStreams, type EventStreams } from './event-stream.js';
import { requestedFields, selectionOf, type FieldSelection } from './field-selection.js';

interface RestPortConfig {
  readonly services: GatewayServices;
  /** Runs the statements of reads. Without it, services answer all of them. */
  readonly plans: PlanRunner | undefined;
  readonly metrics: Metrics['rest'];
  readonly callers: Callers;
  /** Event streams and subscriptions that are open. */
  readonly streams: Slots;
  readonly reportUnexpected: (error: unknown, errorId: string) => void;
  readonly newErrorId: () => string;
  /** How long an operation may take; OPERATION_DEADLINE_MS when left out. */
  readonly operationDeadlineMs?: number | undefined;
}

/** The signal of operations that are not streams: they end by themselves. */
const NEVER = new AbortController().signal;
/** All methods of HTTP. A path answers 405 to those that it does not support. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'QUERY'] as const;

declare module 'fastify' {
  interface FastifyRequest {
    /** Whether a plan has answered it. */
    isPlanned: boolean;
  }
}

/** Puts REST v1 on an HTTP server, below /api/v1. */
export async function registerRestV1(app: FastifyInstance, config: RestPortConfig): Promise<void> {
  for (const method of ['TRACE', 'QUERY']) if (!app.supportedMethods.includes(method)) app.addHttpMethod(method);
  await app.register(
    async (routes) => {
      // Bodies stay bytes until the operation is known whose schema says how to read them.
      routes.removeAllContentTypeParsers();
      routes.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
      routes.setErrorHandler((error, request, reply) => handleError(error, request, reply, config));
      routes.setNotFoundHandler((request, reply) =>
        sendProblem(request, reply, new RestError(404, 'NOT_FOUND', 'No resource exists at this path.')),
      );
      routes.addHook('onRequest', async (request, reply) => {
        const { allowance } = await config.callers.identify(request);
        setAllowance(reply, allowance);
        if (allowance.isExceeded) throw new RestError(429, 'LIMIT_EXCEEDED', allowanceExceeded(allowance));
      });
      routes.decorateRequest('isPlanned', false);
      const streams = createEventStreams(config.streams);
      routes.addHook('preClose', async () => streams.endAll());
      const paths = byPath(OPERATIONS);
      const plannedReaderOf = config.plans && createPlannedReaders(config.plans);
      for (const [path, operations] of paths)
        registerPath(routes, path, operations, readersOf(paths, path), plannedReaderOf, config, streams);
    },
    { prefix: BASE },
  );
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

type ReadersOf = (operation: AnyOperation) => AnyOperation | undefined;

/**
 * The operation that reads what an operation of `path` is about: GET at the same path, or, of a step such as /publish,
 * GET of the thing above it that the step answers with.
 */
function readersOf(paths: ReadonlyMap<string, readonly AnyOperation[]>, path: string): ReadersOf {
  const [own, above] = [path, path.slice(0, path.lastIndexOf('/'))].map((at) => paths.get(at)?.find(hasHead));
  return ({ answer }) =>
    own ??
    (answer.kind === 'single' && above?.answer.kind === 'single' && above.answer.resource === answer.resource
      ? above
      : undefined);
}

/** A path's operations, and what HTTP asks of every path: HEAD (fastify's, from GET), OPTIONS, and 405 for the rest. */
function registerPath(
  routes: FastifyInstance,
  path: string,
  operations: readonly AnyOperation[],
  readers: ReadersOf,
  plannedReaderOf: ((operation: AnyOperation) => PlannedReader | undefined) | undefined,
  config: RestPortConfig,
  streams: EventStreams,
): void {
  for (const operation of operations) {
    const reader = readers(operation);
    const planned = reader && plannedReaderOf?.(reader);
    registerOperation(routes, path, operation, { reader, planned }, config, streams);
  }
  const methods: readonly string[] = operations.flatMap((operation) =>
    hasHead(operation) ? ['GET', 'HEAD'] : [operation.method],
  );
  const headers = {
    allow: [...methods, 'OPTIONS'].join(', '),
    ...(methods.includes('PATCH') && { 'accept-patch': [MERGE_PATCH, ...Object.values(MEDIA_TYPES)].join(', ') }),
  };
  routes.route({
    method: 'OPTIONS',
    url: path,
    handler: async (_request, reply) => reply.status(204).headers(headers).send(),
  });
  routes.route({
    method: METHODS.filter((method) => method !== 'OPTIONS' && !methods.includes(method)),
    url: path,
    // This precedes any check of the body.
    onRequest: async () => {
      throw new RestError(405, 'METHOD_NOT_ALLOWED', `This path supports only ${headers.allow}.`, {}, headers);
    },
    handler: async () => undefined,
  });
}

/** The operation that reads what an operation is about, itself if it is a read, and how statements do it. */
interface OperationReader {
  readonly reader: AnyOperation | undefined;
  readonly planned: PlannedReader | undefined;
}

function registerOperation(
  routes: FastifyInstance,
  path: string,
  operation: AnyOperation,
  { reader, planned: readPlanned }: OperationReader,
  config: RestPortConfig,
  streams: EventStreams,
): void {
  const { services, callers, operationDeadlineMs } = config;
  const limits = operationDeadlineMs === undefined ? {} : { deadlineMs: operationDeadlineMs };
  const parseJson = jsonParser(routes);
  const readRequest = createRequestReader(operation, parseJson);
  const { answer } = operation;
  routes.route({
    method: operation.method,
    url: path,
    exposeHeadRoute: hasHead(operation),
    onResponse(request, reply, done) {
      const { id } = operation;
      const executor = request.isPlanned ? 'plan' : 'service';
      config.metrics.requests.inc({ operation: id, executor, status: String(reply.statusCode) });
      request.span?.set({ 'gateway.operation': id, 'gateway.executor': executor });
      if (answer.kind !== 'stream') config.metrics.seconds.observe({ operation: id }, reply.elapsedTime / 1000);
      done();
    },
    async handler(request, reply) {
      const { viewer, expiresAt, refused, key } = callers.of(request);
      if (refused !== undefined) throw refused;
      requireAdmission(viewer, operation.access);
      if (answer.kind === 'stream' && acceptable(request.headers.accept, [EVENT_STREAM]) === undefined)
        throw new RestError(406, 'NOT_ACCEPTABLE', undefined, { offered: [EVENT_STREAM] });
      const format = answer.kind === 'stream' ? 'json' : formatFor(request.headers.accept);
      const read = await readRequest(request);
      const wanted = requestedFields(read.query);
      const context = { viewer, services };
      const inputOf = (preconditions: Preconditions): OperationInput<undefined, undefined, undefined, undefined> => ({
        ...context,
        ...(read as object as {
          readonly params: undefined;
          readonly query: undefined;
          readonly headers: undefined;
          readonly body: undefined;
        }),
        command: isWrite(operation)
          ? commandContext(
              viewer,
              read.headers['idempotency-key'] as string | undefined,
              [operation.id, read.params, read.query, read.body],
              'Idempotency-Key',
            )
          : {},
        ...preconditions,
        selection: 'resource' in answer ? selectionOf(answer.resource, wanted) : {},
        signal: NEVER,
      });
      if (answer.kind === 'stream') {
        const open = (signal: AbortSignal) =>
          inOperation(
            { ...limits, isWrite: false },
            async () =>
              (await operation.run({ ...inputOf(NO_PRECONDITIONS), signal })) as AsyncIterable<StreamedMessage>,
          );
        return streams.send(request, reply, { key, expiresAt, open });
      }
      return inOperation({ ...limits, response: reply.raw, isWrite: isWrite(operation) }, async () => {
        await request.cost.lease?.reserve(memoryOf(operation, read, wanted));
        await routes.turns.next(key);
        const planned =
          format === 'json' && !isWrite(operation)
            ? await readPlanned?.({ viewer, ...read }, wanted, request.headers['if-none-match'])
            : undefined;
        request.isPlanned = planned !== undefined;
        if (planned !== undefined) return sendPlanned(request, reply, operation, planned);
        const input = inputOf(
          await checkPreconditions(request, context, {
            operation,
            reader,
            readPlanned,
            params: read.params,
            query: read.query,
          }),
        );
        const result: unknown = await operation.run(input);
        return sendResult(request, reply, operation, result, wanted, context, format);
      });
    },
  });
}

/** The estimated memory of a resource and of each list in it until the response is written. */
const BYTES_PER_THING = 8_192;
const THINGS_PER_EXPANSION = 4;
const LEAST_BYTES = 16_384;

/**
 * The memory, in bytes, that is reserved before an operation starts. The data that it reads is counted as it arrives.
 */
function memoryOf(
  { answer }: AnyOperation,
  { query, body }: { readonly query: { readonly first?: number }; readonly body: unknown },
  wanted: FieldSelection,
): number {
  const things = answer.kind === 'page' ? Number(query.first ?? DEFAULT_PAGE) : 1;
  const input = body === undefined ? 0 : countValues(body) * INPUT_MEMORY_PER_VALUE;
  return LEAST_BYTES + input + things * BYTES_PER_THING * (1 + THINGS_PER_EXPANSION * expansionsOf(wanted));
}

function expansionsOf({ expand }: FieldSelection): number {
  return [...expand.values()].reduce((sum, below) => sum + 1 + expansionsOf(below), 0);
}

/** fastify's parser: it refuses `__proto__` and `constructor.prototype` as keys. */
function jsonParser(routes: FastifyInstance): ParseJson {
  const parse = routes.getDefaultJsonParser('error', 'error');
  return async (text, request) => {
    countJson(text, request);
    return new Promise((resolve, reject) => {
      const done = (error: Error | null, body?: unknown) =>
        error === null
          ? resolve(body)
          : reject(new RestError(400, 'BAD_INPUT', 'The body is not valid JSON, or has a key that is not allowed.'));
      void parse(undefined as never, text, done);
    });
  };
}

function handleError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  { reportUnexpected, newErrorId }: RestPortConfig,
): FastifyReply {
  const known = restErrorOf(error, {
    byCondition: request.headers['if-match'] !== undefined || request.headers['if-none-match'] !== undefined,
  });
  if (known !== undefined) return sendProblem(request, reply, known);
  const errorId = newErrorId();
  reportUnexpected(error, errorId);
  return sendProblem(request, reply, new RestError(500, 'INTERNAL', undefined, { errorId }));
}

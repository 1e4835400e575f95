import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyServerOptions,
} from 'fastify';
import { proxyCheck, type TrustedProxies } from '../config/trusted-proxies.mjs';
import { DomainError, type ErrorCode } from '../kernel/errors.js';
import { answerClientError } from './client-error.js';
import { errorBody } from './error-body.js';
import { drainOnClose } from './connection-drain.js';
import { decodeContent } from './content-encoding.js';
import { omitLengthOfNotModified } from './not-modified-length.js';
import { createHttpCounters } from './http-counters.js';
import { listenOn, type ListenAddress } from './listen-on.js';
import { boundConnections } from './load/bound-connections.js';
import { boundUnfinishedHeads, headMemory } from './load/bound-heads.js';
import { addressKey } from './load/client-key.js';
import { boundMemory, leaseOf } from './load/bound-memory.js';
import { GatheringMessage } from './load/gathered-body.js';
import { CONNECTION_LIMITS, HEAD_LIMITS, MEMORY_BUDGET, SOCKET_IDLE_MS } from './load/limits.js';
import { createMemoryBudget, type MemoryBudget } from './load/memory-budget.js';
import { createSlots, type Slots } from './load/slots.js';
import { createTurns, type Turns } from './load/turns.js';
import type { Metrics } from './metrics.js';
import { refuseRequest } from './refused-request.js';
import { createRequestCost } from './request-cost.js';
import { traceparentOf } from './trace-context.js';
import { beginRequestSpan } from './tracing/request-span.js';
import type { Span, Tracing } from './tracing/span.js';
import { withContext, type RequestCost } from './work-context.js';
import { readJsonBodies, refuseUndecodableUrls } from './request-text.js';

const BODY_LIMIT_BYTES = 1_048_576;
/**
 * How long a client may take: to send its headers, to send the whole request, to be idle between two requests. Node
 * looks for those that are overdue at an interval of its own, which is half a minute unless it is told.
 */
export interface HttpTimeouts {
  readonly headersMs: number;
  readonly requestMs: number;
  readonly idleMs: number;
  readonly checkedEveryMs: number;
}
const TIMEOUTS: HttpTimeouts = { headersMs: 10_000, requestMs: 30_000, idleMs: 72_000, checkedEveryMs: 1_000 };
/** The largest answer, taken at the speed of a slow mobile connection. */
const ANSWER_DEADLINE_MS = 60_000;
/** The statuses of the server's own errors. Any other DomainError is 400. */
const STATUS_OF: Partial<Record<ErrorCode, number>> = { OVERLOADED: 503, UNAVAILABLE: 503, DEADLINE_EXCEEDED: 504 };
const LOOK_AT_HEADS_EVERY_MS = 100;

declare module 'fastify' {
  interface FastifyRequest {
    /** The cost of this request in the stores so far. */
    cost: RequestCost;
    /** Its W3C trace context. */
    traceparent: string;
    /** Its span, when it is traced. */
    span: Span | undefined;
    /** The address that the limits count its client by, see addressKey. */
    clientAddress: string;
  }
  interface FastifyInstance {
    /** Spreads the work of requests over turns of the event loop. */
    turns: Turns;
    /** The memory budget of all requests together. */
    memory: MemoryBudget;
  }
}

export interface HttpServerOptions {
  /** Whether answers say what they cost. */
  readonly showCost: boolean;
  readonly metrics: Metrics;
  /** Without it, requests have no spans. */
  readonly tracing?: Tracing | undefined;
  readonly timeouts?: HttpTimeouts;
  /** The memory budget of all requests together. Tests set a smaller one. */
  readonly budget?: MemoryBudget;
  /** Connections, by address and in all. */
  readonly sockets?: Slots;
  /** When a client is disconnected that has not taken its answer. */
  readonly answerDeadlineMs?: number;
  /** The proxies whose X-Forwarded-For is trusted. None when left out. */
  readonly trustedProxies?: TrustedProxies | undefined;
}

/**
 * The one HTTP server that all ports share. Bodies, headers and slow clients are bounded; errors that no port has
 * mapped leave without stack or detail. What passes is counted. With `showCost`, a Server-Timing header says what each
 * answer cost: time, SQL statements and MongoDB commands, and the bytes of its request, headers included, which a
 * browser cannot tell.
 */
export function createHttpServer(logger: FastifyBaseLogger, options: HttpServerOptions): FastifyInstance {
  const {
    showCost,
    metrics,
    tracing,
    budget = createMemoryBudget(MEMORY_BUDGET),
    answerDeadlineMs = ANSWER_DEADLINE_MS,
  } = options;
  const { sockets = createSlots(CONNECTION_LIMITS.sockets), timeouts = TIMEOUTS, trustedProxies = 0 } = options;
  const app: FastifyInstance = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: timeouts.requestMs,
    keepAliveTimeout: timeouts.idleMs,
    connectionTimeout: SOCKET_IDLE_MS,
    // Requests have no logger of their own: making one, with what it redacts, costs more than most answers log.
    childLoggerFactory: (shared) => shared,
    trustProxy: fastifyTrust(trustedProxies),
    http: {
      maxHeaderSize: HEAD_LIMITS.bytes,
      headersTimeout: timeouts.headersMs,
      connectionsCheckingInterval: timeouts.checkedEveryMs,
      IncomingMessage: GatheringMessage,
    },
    // The ports decide about parameters that are too long.
    routerOptions: { maxParamLength: HEAD_LIMITS.bytes },
    return503OnClosing: true,
    clientErrorHandler: answerClientError,
    // The type of the option's reply depends on the routes of a server that does not exist yet.
    frameworkErrors: (_error, request, reply) =>
      void refuseRequest(request.raw, reply as unknown as FastifyReply, {
        status: 400,
        code: 'BAD_INPUT',
        message: 'The URL is not well-formed.',
      }),
  });
  // Node drops headers beyond its bound without a word. One more than may be is kept, so that too many are noticed.
  app.server.maxHeadersCount = HEAD_LIMITS.fields + 1;
  const counters = createHttpCounters(metrics.http);
  // Before fastify, which gives some answers (503 while closing, 400 for a malformed URL) without asking its hooks ...
  app.server.prependListener('request', (request, response) => counters.begin(request, response));
  boundConnections(app.server, sockets, proxyCheck(trustedProxies));
  const heads = boundUnfinishedHeads(app.server);
  const looking = setInterval(() => heads.look(), LOOK_AT_HEADS_EVERY_MS).unref();
  app.addHook('onClose', async () => clearInterval(looking));
  drainOnClose(app);
  const turns = createTurns();
  app.decorate('turns', turns);
  app.decorate('memory', budget);
  app.decorateRequest('cost');
  app.decorateRequest('traceparent');
  app.decorateRequest('span');
  app.decorateRequest('clientAddress');
  app.addHook('onRequest', (request, reply, done) => {
    // ... and by a hook, which sees upgrades too.
    counters.begin(request.raw, reply.raw);
    if (request.headers.upgrade !== undefined) heads.upgraded(request.raw.socket);
    request.clientAddress = addressKey(request.ip);
    request.cost = createRequestCost(leaseOf(budget, request, reply));
    if (tracing === undefined) request.traceparent = traceparentOf(request.headers.traceparent);
    else Object.assign(request, beginRequestSpan(tracing, request, reply));
    counters.costs(request.raw, request.cost);
    if (request.raw.rawHeaders.length / 2 > HEAD_LIMITS.fields) {
      return void refuseRequest(request.raw, reply, {
        status: 431,
        code: 'LIMIT_EXCEEDED',
        message: `A request has at most ${HEAD_LIMITS.fields} headers.`,
      });
    }
    try {
      request.cost.lease?.grow(headMemory(request.raw));
    } catch (error) {
      return done(error as Error);
    }
    const turn = turns.next(request.clientAddress);
    const { cost, traceparent, span } = request;
    if (turn === undefined) withContext({ cost, traceparent, span }, done);
    else void turn.then(() => withContext({ cost, traceparent, span }, done));
  });
  // Its body has been parsed meanwhile, in the turn in which its end arrived.
  app.addHook('preHandler', (request, _reply, done) => {
    const turn = request.body === undefined ? undefined : turns.next(request.clientAddress);
    const { cost, traceparent, span } = request;
    if (turn === undefined) done();
    else void turn.then(() => withContext({ cost, traceparent, span }, done));
  });
  refuseUndecodableUrls(app);
  decodeContent(app);
  boundMemory(app, budget, answerDeadlineMs);
  omitLengthOfNotModified(app);
  readJsonBodies(app);
  app.addHook('onSend', (request, reply, payload, done) => {
    const { elapsedTime } = reply;
    const requestBytes = counters.answers(request.raw, elapsedTime / 1000, !isStream(payload));
    if (showCost) void reply.header('server-timing', serverTiming(elapsedTime, request.cost, requestBytes));
    done();
  });
  app.setErrorHandler((error: { statusCode?: number; code?: string; message: string }, request, reply) => {
    if (error instanceof DomainError) {
      const { retryAfterSeconds } = error.details;
      if (retryAfterSeconds !== undefined) void reply.header('retry-after', String(retryAfterSeconds));
      return void reply.status(STATUS_OF[error.code] ?? 400).send(errorBody(error.code, error.message, error.details));
    }
    const status = error.statusCode ?? 500;
    if (status >= 500) request.log.error({ err: error, traceparent: request.traceparent }, 'Request failed');
    const code = status === 413 ? 'LIMIT_EXCEEDED' : status >= 500 ? 'INTERNAL' : 'BAD_INPUT';
    const message = status >= 500 ? 'An internal error occurred.' : error.message;
    void reply.status(status).send(errorBody(code, message));
  });
  return app;
}

/** Fastify's setting. Without a proxy it need not read X-Forwarded-For at all. */
function fastifyTrust(trusted: TrustedProxies): NonNullable<FastifyServerOptions['trustProxy']> {
  if (typeof trusted !== 'number') return [...trusted];
  return trusted === 0 ? false : (_address, hop) => hop < trusted;
}

function serverTiming(
  ms: number,
  { sqlStatements, mongoCommands }: RequestCost,
  requestBytes: number | undefined,
): string {
  const timing = `total;dur=${ms.toFixed(2)}, sql;desc="${sqlStatements}", mongo;desc="${mongoCommands}"`;
  return requestBytes === undefined ? timing : `${timing}, in;desc="${requestBytes}"`;
}

function isStream(payload: unknown): boolean {
  return typeof payload === 'object' && payload !== null && ('pipe' in payload || 'getReader' in payload);
}

/** Listens, and resolves to the port. See listenOn. */
export async function listen(app: FastifyInstance, http: ListenAddress): Promise<number> {
  await listenOn(http, (port) => app.listen({ host: http.host, port }));
  const address = app.server.address();
  return typeof address === 'object' && address !== null ? address.port : http.port;
}

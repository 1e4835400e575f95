import type { Socket } from 'node:net';
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance, type FastifyReply } from 'fastify';
import { ConfigurationError } from '../config/configuration-error.js';
import { DomainError } from '../kernel/errors.js';
import { requireBoundedJson } from '../kernel/json-bounds.js';
import { createHttpCounters } from './http-counters.js';
import type { Metrics } from './metrics.js';
import { counted, noCost, type RequestCost } from './request-cost.js';

const BODY_LIMIT_BYTES = 1_048_576;
/**
 * How long a client may take: to send its headers, to send the whole request, to be idle between two requests. Node looks for those that
 * are overdue at an interval of its own, which is half a minute unless it is told.
 */
export interface HttpTimeouts {
  readonly headersMs: number;
  readonly requestMs: number;
  readonly idleMs: number;
  readonly checkedEveryMs: number;
}
const TIMEOUTS: HttpTimeouts = { headersMs: 10_000, requestMs: 30_000, idleMs: 72_000, checkedEveryMs: 1_000 };
/** A cursor of the greatest length fits into a URL, percent-encoded, so that one that is too long is refused with a word about it. */
const HEADERS_LIMIT_BYTES = 65_536;

declare module 'fastify' {
  interface FastifyRequest {
    /** What this request has cost the stores so far. */
    cost: RequestCost;
  }
}

export interface HttpServerOptions {
  /** Whether answers say what they cost. */
  readonly showCost: boolean;
  readonly metrics: Metrics;
  readonly timeouts?: HttpTimeouts;
}

/**
 * The one HTTP server that all ports share. Bodies, headers and slow clients are bounded; errors that no port has mapped
 * leave without stack or detail. What passes is counted. With `showCost`, a Server-Timing header says what each answer cost: time,
 * SQL statements and MongoDB commands, and the bytes of its request, headers included, which a browser cannot tell.
 */
export function createHttpServer(logger: FastifyBaseLogger, { showCost, metrics, timeouts = TIMEOUTS }: HttpServerOptions): FastifyInstance {
  const app: FastifyInstance = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: timeouts.requestMs,
    keepAliveTimeout: timeouts.idleMs,
    http: { maxHeaderSize: HEADERS_LIMIT_BYTES, headersTimeout: timeouts.headersMs, connectionsCheckingInterval: timeouts.checkedEveryMs },
    // What is too long to name anything is for the ports to say.
    routerOptions: { maxParamLength: HEADERS_LIMIT_BYTES },
    // One shutdown must not wait for keep-alive connections that will not speak again.
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    // A URL that cannot be read belongs to no port.
    frameworkErrors: (_error, _request, reply) => {
      const problem = { type: 'about:blank', title: 'Bad Request', status: 400, detail: 'The URL is not well-formed.', code: 'BAD_INPUT' };
      // The option's reply is typed by the routes of a server that there is not yet.
      void (reply as unknown as FastifyReply).status(400).type('application/problem+json; charset=utf-8').send(JSON.stringify(problem));
    },
  });
  const counters = createHttpCounters(metrics.http);
  // Before fastify, which gives some answers (503 while closing, 400 for a malformed URL) without asking its hooks ...
  app.server.prependListener('request', (request, response) => counters.begin(request, response));
  endUnusedOnClose(app);
  app.decorateRequest('cost');
  app.addHook('onRequest', (request, reply, done) => {
    // ... and by a hook, which sees upgrades too.
    counters.begin(request.raw, reply.raw);
    request.cost = noCost();
    counters.costs(request.raw, request.cost);
    counted(request.cost, done);
  });
  app.addHook('onSend', (request, reply, payload, done) => {
    const { elapsedTime } = reply;
    const requestBytes = counters.answers(request.raw, elapsedTime / 1000, !isStream(payload));
    if (showCost) void reply.header('server-timing', serverTiming(elapsedTime, request.cost, requestBytes));
    done();
  });
  boundJson(app);
  app.setErrorHandler((error: { statusCode?: number; code?: string; message: string }, request, reply) => {
    if (error instanceof DomainError) return reply.status(400).send({ errors: [{ message: error.message, extensions: { ...error.details, code: error.code } }] });
    const status = error.statusCode ?? 500;
    if (status >= 500) request.log.error(error, 'Request failed');
    const code = status === 413 ? 'LIMIT_EXCEEDED' : status >= 500 ? 'INTERNAL' : 'BAD_INPUT';
    const message = status >= 500 ? 'Something went wrong on our side.' : error.message;
    void reply.status(status).send({ errors: [{ message, extensions: { code } }] });
  });
  return app;
}

/** fastify's parser of JSON, but that a text of too many values is refused before it is parsed. */
function boundJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body: string, done) => {
    try {
      requireBoundedJson(body);
    } catch (refused) {
      return done(refused as Error);
    }
    void parse(request, body, done);
  });
}

/** A client may connect before it has anything to ask, as browsers do: node takes that for a request under way, and would wait for it to time out. */
function endUnusedOnClose(app: FastifyInstance): void {
  const sockets = new Set<Socket>();
  app.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  app.addHook('preClose', async () => {
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
  });
}

function serverTiming(ms: number, { sqlStatements, mongoCommands }: RequestCost, requestBytes: number | undefined): string {
  const timing = `total;dur=${ms.toFixed(2)}, sql;desc="${sqlStatements}", mongo;desc="${mongoCommands}"`;
  return requestBytes === undefined ? timing : `${timing}, in;desc="${requestBytes}"`;
}

function isStream(payload: unknown): boolean {
  return typeof payload === 'object' && payload !== null && ('pipe' in payload || 'getReader' in payload);
}

/**
 * Listens, and resolves to the port. A taken port that the user named is a ConfigurationError; a default one that is taken
 * gives way to the next free one, so two checkouts can run side by side.
 */
export async function listen(app: FastifyInstance, http: { readonly host: string; readonly port: number; readonly portIsExplicit: boolean }): Promise<number> {
  const last = http.portIsExplicit ? http.port : http.port + 20;
  for (let port = http.port; ; port += 1) {
    try {
      await app.listen({ host: http.host, port });
      const address = app.server.address();
      return typeof address === 'object' && address !== null ? address.port : port;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      if (port >= last) throw new ConfigurationError(`Port ${http.port} on ${http.host} is taken. Stop what listens there, or start with another one: PORT=${http.port + 1} npm start`);
    }
  }
}

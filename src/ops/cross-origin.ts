import { clip } from '../kernel/clip.js';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { refuseRequest } from './refused-request.js';
import type { WebOrigins } from './web-origins.js';

/** Where pages of other origins may ask: the two ports. */
const SHARED = /^(\/graphql|\/api\/v1(\/[^?]*)?)(\?|$)/;
const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';
const REQUEST_HEADERS = [
  'accept',
  'accept-language',
  'apollo-require-preflight',
  'apollographql-client-name',
  'apollographql-client-version',
  'authorization',
  'baggage',
  'cache-control',
  'content-type',
  'graphql-require-preflight',
  'idempotency-key',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-unmodified-since',
  'last-event-id',
  'prefer',
  'response-token',
  'traceparent',
  'tracestate',
  'x-apollo-operation-name',
  'x-request-id',
  'x-requested-with',
].join(', ');
/** The response headers that a page may read in addition to those that CORS always allows. */
const RESPONSE_HEADERS = [
  'accept',
  'accept-patch',
  'allow',
  'date',
  'deprecation',
  'etag',
  'idempotency-key',
  'idempotency-replayed',
  'link',
  'location',
  'ratelimit',
  'ratelimit-limit',
  'ratelimit-policy',
  'ratelimit-remaining',
  'ratelimit-reset',
  'retry-after',
  'server-timing',
  'sunset',
  'traceparent',
  'vary',
  'www-authenticate',
  'x-request-id',
].join(', ');
/** How long a browser keeps a preflight's answer: Chromium keeps none for longer than two hours. */
const PREFLIGHT_SECONDS = '7200';
type RefusedCode = 'HOST_NOT_ALLOWED' | 'ORIGIN_NOT_ALLOWED';
const PREFLIGHT_VARY = 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers';

/**
 * Lets pages of allowed origins, and no others, use the ports. Refuses unknown hosts, and WebSockets from pages of
 * other origins. A refused request gets 403 with its own code. Call it before any route is registered.
 *
 * CORS credentials (cookies) are not allowed. The gateway has no cookies: the page itself sends its token in a header.
 */
export function guardOrigins(app: FastifyInstance, origins: WebOrigins): void {
  const isShared = (url: string) => origins.areShared && SHARED.test(url);
  /**
   * Sets the headers on the raw response. They are sent by every handler that does not replace them. A second call
   * changes nothing.
   */
  function share(request: IncomingMessage, response: ServerResponse): void {
    response.setHeader('x-content-type-options', 'nosniff');
    const { origin } = request.headers;
    if (!isShared(request.url ?? '')) return;
    response.setHeader('vary', 'Origin');
    if (origin === undefined || !origins.allows(origin)) return;
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('access-control-expose-headers', RESPONSE_HEADERS);
    response.setHeader('timing-allow-origin', origin);
  }
  // Before fastify, which gives some answers without asking its hooks ...
  app.server.prependListener('request', share);

  app.addHook('onRequest', (request, reply, done) => {
    const { host, origin, upgrade } = request.headers;
    // ... and by a hook, which sees upgrades.
    if (upgrade !== undefined) share(request.raw, reply.raw);
    if (!origins.answersAs(host, request.raw.socket.localAddress)) {
      return void refuse(
        request,
        reply,
        'HOST_NOT_ALLOWED',
        `The gateway does not accept requests for ${printable(host)}. In development it accepts localhost. Set HOST for another address.`,
      );
    }
    if (upgrade !== undefined && origin !== undefined && !origins.allowsFor(host, origin)) {
      return void refuse(
        request,
        reply,
        'ORIGIN_NOT_ALLOWED',
        `Pages of ${printable(origin)} may not open a WebSocket. CORS_ORIGINS lists the allowed origins.`,
      );
    }
    if (
      request.method === 'OPTIONS' &&
      origin !== undefined &&
      request.headers['access-control-request-method'] !== undefined &&
      SHARED.test(request.url)
    ) {
      return void answerPreflight(request, reply, origins.allows(origin));
    }
    done();
  });

  app.addHook('onSend', (request, reply, _payload, done) => {
    if (isShared(request.url)) void reply.header('vary', withOrigin(reply.getHeader('vary')));
    done();
  });
}

/** 403 unless the request comes from no page, from one of the gateway's own, or from one of an allowed origin. */
export function requireOrigin(origins: WebOrigins) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const { host, origin } = request.headers;
    if (origin === undefined || origins.allowsFor(host, origin)) return undefined;
    return refuse(request, reply, 'ORIGIN_NOT_ALLOWED', `Pages of ${printable(origin)} may not make this request.`);
  };
}

function answerPreflight(request: FastifyRequest, reply: FastifyReply, isAllowed: boolean): FastifyReply {
  void reply.header('vary', PREFLIGHT_VARY);
  if (!isAllowed)
    return refuse(
      request,
      reply,
      'ORIGIN_NOT_ALLOWED',
      `Pages of ${printable(request.headers.origin)} may not use this gateway. CORS_ORIGINS lists the allowed origins.`,
    );
  return reply
    .status(204)
    .headers({
      'access-control-allow-methods': METHODS,
      'access-control-allow-headers': REQUEST_HEADERS,
      'access-control-max-age': PREFLIGHT_SECONDS,
    })
    .send();
}

function refuse(request: FastifyRequest, reply: FastifyReply, code: RefusedCode, message: string): FastifyReply {
  return refuseRequest(request.raw, reply, { status: 403, code, message });
}

/** A header value of the client, clipped for a message. Header values have no control characters. */
function printable(value: string | undefined): string {
  return value === undefined ? 'a host without a name' : JSON.stringify(clip(value, 100));
}

function withOrigin(vary: number | string | string[] | undefined): string {
  const names = (Array.isArray(vary) ? vary : [String(vary ?? '')])
    .flatMap((value) => value.split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return names.some((name) => name === '*' || name.toLowerCase() === 'origin')
    ? names.join(', ')
    : [...names, 'Origin'].join(', ');
}

import type { FastifyReply, FastifyRequest } from 'fastify';
import { traceparentOf } from '../trace-context.js';
import type { BegunSpan, Span, Tracing } from './span.js';

/** What monitors ask again and again. */
const UNTRACED: ReadonlySet<string | undefined> = new Set(['/health/live', '/health/ready', '/metrics']);

/**
 * Begins the span of a request, which ends with its response. The attributes have the route and not the path: a path
 * contains IDs, and some of them are secrets of a respondent. For the same reason there is no query, address or agent.
 */
export function beginRequestSpan(tracing: Tracing, request: FastifyRequest, reply: FastifyReply): BegunSpan {
  const { method, protocol } = request;
  const { url: route } = request.routeOptions;
  const { traceparent } = request.headers;
  if (UNTRACED.has(route)) return { traceparent: traceparentOf(traceparent), span: undefined };
  const begun = tracing.begin({
    name: route === undefined ? method : `${method} ${route}`,
    kind: 'server',
    parent: typeof traceparent === 'string' ? traceparent : undefined,
    attributes: {
      'http.request.method': method,
      'http.route': route,
      'url.scheme': protocol,
      'network.protocol.version': request.raw.httpVersion,
    },
  });
  const { span } = begun;
  if (span !== undefined)
    reply.raw.once('close', () => {
      const { headersSent, statusCode } = reply.raw;
      if (headersSent) {
        span.set({ 'http.response.status_code': statusCode });
        if (statusCode >= 500) span.fail(String(statusCode));
      } else span.set({ 'error.type': 'aborted' });
      span.end();
    });
  return begun;
}

/** Ends the span of a request that has become a WebSocket. Returns the parent of the spans of its operations. */
export function endUpgradeSpan({ span }: FastifyRequest): Span | undefined {
  if (span === undefined) return undefined;
  span.set({ 'http.response.status_code': 101 });
  span.end();
  return { ...span, isOver: false };
}

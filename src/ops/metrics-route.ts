import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import { errorBody } from './error-body.js';

const digest = (text: string) => createHash('sha256').update(text).digest();

/** /metrics, for Prometheus. With a token it answers its bearer alone, and 401 everybody else. */
export function registerMetrics(app: FastifyInstance, registry: Registry, token: string | undefined): void {
  // Digests are of one length: comparing them takes the same time for every wrong token.
  const expected = token === undefined ? undefined : digest(token);
  app.get('/metrics', async (request, reply) => {
    void reply.header('cache-control', 'no-store');
    const given = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (expected !== undefined && !timingSafeEqual(digest(given ?? ''), expected)) {
      return reply
        .status(401)
        .header('www-authenticate', 'Bearer')
        .send(errorBody('UNAUTHENTICATED', 'The metrics require the token of METRICS_TOKEN.'));
    }
    return reply.header('content-type', registry.contentType).send(await registry.metrics());
  });
}

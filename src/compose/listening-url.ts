import type { FastifyInstance } from 'fastify';
import { urlOf } from '../ops/listen-on.js';

/** The URL on which the server listens. Throws when it does not listen. */
export function listeningUrl(app: FastifyInstance): string {
  return urlOf(app.server.address());
}

import type { FastifyInstance } from 'fastify';

/** The URL on which the server listens. Throws when it does not listen. */
export function listeningUrl(app: FastifyInstance): string {
  const address = app.server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The gateway does not listen yet');
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${['127.0.0.1', '0.0.0.0', '[::]'].includes(host) ? 'localhost' : host}:${address.port}`;
}

import type { FastifyInstance } from 'fastify';

/**
 * Lets no 304 to a HEAD tell a Content-Length. fastify says 0, the length of what it did not send; RFC 9110 (section 8.6) has the length of
 * what a GET would have been answered with 200, or none.
 */
export function tellNoLengthOfNotModified(app: FastifyInstance): void {
  app.addHook('onRequest', ({ method }, { raw }, done) => {
    if (method === 'HEAD') {
      const writeHead = raw.writeHead.bind(raw) as (status: number, headers?: Record<string, unknown>) => typeof raw;
      raw.writeHead = ((status: number, headers: Record<string, unknown> = {}) => {
        const { 'content-length': _, ...others } = headers;
        return writeHead(status, status === 304 ? others : headers);
      }) as typeof raw.writeHead;
    }
    done();
  });
}

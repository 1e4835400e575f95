import type { FastifyInstance } from 'fastify';

/**
 * Lets no 304 to a HEAD tell a Content-Length. fastify says 0, the length of what it did not send; RFC 9110 (section
 * 8.6) has the length of what a GET would have been answered with 200, or none.
 */
export function omitLengthOfNotModified(app: FastifyInstance): void {
  app.addHook('onRequest', ({ method }, { raw }, done) => {
    if (method === 'HEAD') {
      const writeHead = raw.writeHead.bind(raw) as (status: number, ...rest: unknown[]) => typeof raw;
      raw.writeHead = ((status: number, ...rest: unknown[]) => {
        if (status === 304) raw.removeHeader('content-length');
        return writeHead(status, ...(status === 304 ? rest.map(withoutLength) : rest));
      }) as typeof raw.writeHead;
    }
    done();
  });
}

/** Of writeHead's arguments, the headers without their length. */
function withoutLength(argument: unknown): unknown {
  if (typeof argument !== 'object' || argument === null || Array.isArray(argument)) return argument;
  return Object.fromEntries(Object.entries(argument).filter(([name]) => name.toLowerCase() !== 'content-length'));
}

import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { ConfigurationError } from '../config/configuration-error.js';

const BODY_LIMIT_BYTES = 1_048_576;
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * The one HTTP server that all ports share. Bodies, headers and slow clients are bounded; errors that no port has mapped
 * leave without stack or detail.
 */
export function createHttpServer(logger: FastifyBaseLogger): FastifyInstance {
  const app = Fastify({
    loggerInstance: logger,
    disableRequestLogging: true,
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // One shutdown must not wait for keep-alive connections that will not speak again.
    forceCloseConnections: 'idle',
    return503OnClosing: true,
  });
  app.setErrorHandler((error: { statusCode?: number; code?: string; message: string }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) request.log.error(error, 'Request failed');
    const code = status === 413 ? 'LIMIT_EXCEEDED' : status >= 500 ? 'INTERNAL' : 'BAD_INPUT';
    const message = status >= 500 ? 'Something went wrong on our side.' : error.message;
    void reply.status(status).send({ errors: [{ message, extensions: { code } }] });
  });
  return app;
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

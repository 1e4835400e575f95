import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { sendDocument, staticDocument } from '../../../../ops/static-document.js';
import { RestError } from '../http/problem.js';
import type { AnyOperation } from '../operation.js';
import { BASE, sendProblem } from '../reply.js';
import { openApiDocument } from './document.js';

/** Where the document is. */
const OPENAPI_PATH = `${BASE}/openapi.json`;
/** Where people read it. */
const DOCS_PATH = '/api/docs';
const ALLOWED = 'GET, HEAD, OPTIONS';

/**
 * The page loads nothing from elsewhere. Its script sets styles on elements, which is no inline style to a policy, but
 * writes one <style>.
 */
const POLICY = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self' 'unsafe-inline'",
  'img-src': "'self' data:",
  'font-src': "'self' data:",
  'connect-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
};

/** Shows the operations as an OpenAPI document, at /api/v1/openapi.json for programs and at /api/docs for people. */
export async function registerOpenApi(app: FastifyInstance, operations: readonly AnyOperation[]): Promise<void> {
  const document = openApiDocument(operations);
  const written = staticDocument(JSON.stringify(document), 'application/json; charset=utf-8');
  app.get(OPENAPI_PATH, async (request, reply) => sendDocument(request, reply, written));
  app.options(OPENAPI_PATH, async (_request, reply) => reply.status(204).header('allow', ALLOWED).send());
  app.route({
    method: ['POST', 'PUT', 'PATCH', 'DELETE'],
    url: OPENAPI_PATH,
    handler: async (request, reply) =>
      sendProblem(
        request,
        reply,
        new RestError(405, 'METHOD_NOT_ALLOWED', `This path supports only ${ALLOWED}.`, {}, { allow: ALLOWED }),
      ),
  });
  await app.register(async (docs) => {
    docs.addHook('onSend', async (_request, reply) => {
      void reply.headers({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    });
    await docs.register(fastifySwagger, { mode: 'static', specification: { document: document as never } });
    await docs.register(fastifySwaggerUi, {
      routePrefix: DOCS_PATH,
      staticCSP: POLICY,
      uiConfig: {
        validatorUrl: null,
        docExpansion: 'none',
        defaultModelsExpandDepth: 0,
        tryItOutEnabled: true,
        displayRequestDuration: true,
      },
      theme: { title: 'REST v1' },
    });
  });
}

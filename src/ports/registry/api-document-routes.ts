import type { FastifyInstance } from 'fastify';
import { stringify } from 'yaml';
import { acceptable } from '../../ops/accepted-type.js';
import { errorBody } from '../../ops/error-body.js';
import { sendDocument, staticDocument, type StaticDocument } from '../../ops/static-document.js';

const ASYNCAPI_PATH = '/api/asyncapi';
const SDL_PATH = '/schema.graphql';

type Format = 'json' | 'yaml';
const FORMATS: Readonly<Record<string, Format>> = {
  'application/json': 'json',
  'application/vnd.aai.asyncapi+json': 'json',
  'application/yaml': 'yaml',
  'application/vnd.aai.asyncapi+yaml': 'yaml',
  'text/yaml': 'yaml',
};
const WRITE: Readonly<Record<Format, (document: unknown) => string>> = {
  json: (document) => JSON.stringify(document),
  yaml: (document) => stringify(document, { aliasDuplicateObjects: false }),
};

/**
 * The AsyncAPI document at /api/asyncapi, as JSON or YAML by Accept. `document` is called for the first request, because
 * it names the address at which the gateway listens.
 */
export function registerAsyncApi(app: FastifyInstance, document: () => unknown): void {
  const written = new Map<string, StaticDocument>();
  app.get(ASYNCAPI_PATH, async (request, reply) => {
    void reply.header('vary', 'Accept');
    const type = acceptable(request.headers.accept, Object.keys(FORMATS));
    if (type === undefined) {
      const message = `The document is offered as ${Object.keys(FORMATS).join(', ')}.`;
      return reply.status(406).header('cache-control', 'no-store').send(errorBody('NOT_ACCEPTABLE', message));
    }
    const known =
      written.get(type) ?? staticDocument(WRITE[FORMATS[type] ?? 'json'](document()), `${type}; charset=utf-8`);
    written.set(type, known);
    return sendDocument(request, reply, known);
  });
}

/** The GraphQL schema at /schema.graphql, as its file has it. */
export function registerSdl(app: FastifyInstance, sdl: string): void {
  const document = staticDocument(sdl, 'application/graphql; charset=utf-8');
  app.get(SDL_PATH, async (request, reply) => sendDocument(request, reply, document));
}

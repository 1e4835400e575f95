import type { FastifyInstance } from 'fastify';
import { stringify } from 'yaml';
import { acceptable } from '../../ops/accepted-type.js';
import { errorBody } from '../../ops/error-body.js';
import { sendDocument, staticDocument } from '../../ops/static-document.js';

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
 * The AsyncAPI document at /api/asyncapi, as JSON or YAML by Accept. `document` is called for the first request,
 * because it names the address at which the gateway listens.
 */
export function registerAsyncApi(app: FastifyInstance, document: () => unknown): void {
  const texts = new Map<Format, string>();
  const textIn = (format: Format): string => {
    const text = texts.get(format) ?? WRITE[format](document());
    texts.set(format, text);
    return text;
  };
  app.get(ASYNCAPI_PATH, async (request, reply) => {
    void reply.header('vary', 'Accept');
    const type = acceptable(request.headers.accept, Object.keys(FORMATS));
    const format = type === undefined ? undefined : FORMATS[type];
    if (format === undefined) {
      const message = `The document is offered as ${Object.keys(FORMATS).join(', ')}.`;
      return reply.status(406).header('cache-control', 'no-store').send(errorBody('NOT_ACCEPTABLE', message));
    }
    return sendDocument(request, reply, staticDocument(textIn(format), `${type}; charset=utf-8`));
  });
}

/** The GraphQL schema at /schema.graphql, as its file has it. */
export function registerSdl(app: FastifyInstance, sdl: string): void {
  const document = staticDocument(sdl, 'application/graphql; charset=utf-8');
  app.get(SDL_PATH, async (request, reply) => sendDocument(request, reply, document));
}

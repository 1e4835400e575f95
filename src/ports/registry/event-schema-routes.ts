import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { SCHEMAS_PATH, schemaPath, type SchemaRegistry } from '../../contracts/schema-registry.js';
import { clip } from '../../kernel/clip.js';
import { acceptable } from '../../ops/accepted-type.js';
import { errorBody } from '../../ops/error-body.js';
import { sendDocument, staticDocument, type StaticDocument } from '../../ops/static-document.js';
import { listedType } from './listed-type.js';
import { schemasPage } from './schemas-page.js';

const JSON_TYPE = 'application/json; charset=utf-8';
const SCHEMA_TYPE = 'application/schema+json; charset=utf-8';
/** The page loads and runs nothing. */
const PAGE_PROTECTION = {
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;

/**
 * The JSON Schemas of the events: a list at /schemas (a page for browsers), each type at /schemas/TYPE, and each
 * version at /schemas/TYPE/VERSION, whose content never changes. The version may be `latest`.
 */
export function registerEventSchemas(app: FastifyInstance, registry: SchemaRegistry): void {
  const types = registry.subjects.map((subject) => listedType(subject, registry.versionsOf(subject) ?? []));
  const list = staticDocument(JSON.stringify({ schemas: types }), JSON_TYPE);
  const page = staticDocument(schemasPage(types), 'text/html; charset=utf-8');
  const byType = new Map(types.map((entry) => [entry.type, staticDocument(JSON.stringify(entry), JSON_TYPE)]));
  const byPath = new Map(
    registry.all.map((entry) => [
      schemaPath(entry),
      staticDocument(`${JSON.stringify(entry.schema, null, 2)}\n`, SCHEMA_TYPE),
    ]),
  );

  app.get(SCHEMAS_PATH, async (request, reply) => {
    void reply.header('vary', 'Accept');
    const isPage = acceptable(request.headers.accept, ['application/json', 'text/html']) === 'text/html';
    return isPage ? sendDocument(request, reply.headers(PAGE_PROTECTION), page) : sendDocument(request, reply, list);
  });
  app.get<{ Params: { type: string } }>(`${SCHEMAS_PATH}/:type`, async (request, reply) =>
    sendFound(request, reply, byType.get(request.params.type)),
  );
  app.get<{ Params: { type: string; version: string } }>(`${SCHEMAS_PATH}/:type/:version`, async (request, reply) => {
    const { type, version } = request.params;
    const newest = version === 'latest' ? registry.versionsOf(type)?.at(-1) : undefined;
    if (newest === undefined)
      return sendFound(request, reply, byPath.get(`${SCHEMAS_PATH}/${type}/${version}`), 'immutable');
    return sendFound(request, reply.header('content-location', schemaPath(newest)), byPath.get(schemaPath(newest)));
  });
}

function sendFound(
  request: FastifyRequest,
  reply: FastifyReply,
  document: StaticDocument | undefined,
  lifetime: 'changing' | 'immutable' = 'changing',
): FastifyReply {
  if (document !== undefined) return sendDocument(request, reply, document, lifetime);
  const message = `There is no schema at ${clip(request.url)}. ${SCHEMAS_PATH} lists all.`;
  return reply.status(404).header('cache-control', 'no-store').send(errorBody('NOT_FOUND', message));
}

import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isNamedBy } from './entity-tags.js';

/** A text that is the same for every caller, with the strong entity tag of its bytes. */
export interface StaticDocument {
  readonly body: string;
  /** The value of Content-Type. */
  readonly type: string;
  readonly tag: string;
}

/** Whether a document may change: caches ask each time whether it has. Otherwise they keep it for a year. */
export type Lifetime = 'changing' | 'immutable';

const CACHE_CONTROL: Readonly<Record<Lifetime, string>> = {
  changing: 'public, no-cache',
  immutable: 'public, max-age=31536000, immutable',
};

export function staticDocument(body: string, type: string): StaticDocument {
  return { body, type, tag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` };
}

/** Sends the document, or 304 to a client that has it. */
export function sendDocument(
  request: FastifyRequest,
  reply: FastifyReply,
  { body, type, tag }: StaticDocument,
  lifetime: Lifetime = 'changing',
): FastifyReply {
  void reply.headers({ etag: tag, 'cache-control': CACHE_CONTROL[lifetime] });
  const { 'if-none-match': ifNoneMatch } = request.headers;
  if (ifNoneMatch !== undefined && isNamedBy(ifNoneMatch, tag, 'weak')) return reply.status(304).send();
  return reply.type(type).send(body);
}

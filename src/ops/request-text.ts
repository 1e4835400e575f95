import type { FastifyInstance, FastifyRequest } from 'fastify';
import { requireBoundedJson } from '../kernel/json-bounds.js';
import { decodeUtf8 } from '../kernel/text.js';
import { httpError } from './http-error.js';
import { MEMORY_PER_JSON_VALUE } from './load/limits.js';

const PARAMETER = /^([!#$%&'*+.^_`|~\w-]+)=(?:([!#$%&'*+.^_`|~\w-]+)|"((?:[^"\\]|\\.)*)")$/;
const UTF8: ReadonlySet<string> = new Set(['utf-8', 'utf8']);
const ASCII: ReadonlySet<string> = new Set(['us-ascii', 'ascii']);
const NOT_ASCII = /[^\u0000-\u007f]/u; // eslint-disable-line no-control-regex -- ASCII has them.

/** A media type and its charset, both in small letters. */
interface ContentType {
  readonly type: string;
  readonly charset: string | undefined;
}

/** The media type and the charset of a Content-Type header. Throws 415 when it is malformed or has two charsets. */
export function contentTypeOf(header: string | undefined): ContentType {
  const [type = '', ...parameters] = splitParameters(header ?? '');
  let charset: string | undefined;
  for (const parameter of parameters) {
    const [, name, token, quoted] = PARAMETER.exec(parameter) ?? [];
    if (name === undefined) throw httpError(415, 'The Content-Type is malformed.');
    if (name.toLowerCase() !== 'charset') continue;
    const named = (token ?? quoted?.replaceAll(/\\(.)/g, '$1') ?? '').toLowerCase();
    if (charset !== undefined && charset !== named) throw httpError(415, 'The Content-Type names two charsets.');
    charset = named;
  }
  return { type: type.toLowerCase(), charset };
}

/** By semicolons that are not within quotes; an empty part between two is nothing. */
function splitParameters(header: string): readonly string[] {
  return (header.match(/(?:[^;"]|"(?:[^"\\]|\\.)*"?)+/g) ?? [])
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Whether bodies in this charset are taken: UTF-8, which is JSON's and XML's own, and ASCII, which is part of it. */
export function isSupportedCharset(charset: string | undefined): boolean {
  return charset === undefined || UTF8.has(charset) || ASCII.has(charset);
}

/**
 * The text of a body. Throws 415 for a charset that is not taken, 400 for bytes that are not of the charset: never
 * U+FFFD for them.
 */
export function bodyText(bytes: Buffer, contentType: string | undefined): string {
  const { charset } = contentTypeOf(contentType);
  if (!isSupportedCharset(charset)) throw httpError(415, 'The body must be in UTF-8.');
  const text = decodeUtf8(bytes);
  if (text === undefined || (charset !== undefined && ASCII.has(charset) && NOT_ASCII.test(text)))
    throw httpError(400, `The body is not in ${charset ?? 'UTF-8'}.`);
  return text;
}

/**
 * Refuses, for every port, a URL whose percent-encoding is not UTF-8: what reads it would put U+FFFD in its place, or
 * leave it as it is. Node reads a URL's bytes as Latin-1, so one with bytes beyond ASCII, which RFC 3986 does not
 * allow, would be other text than was meant.
 */
export function refuseUndecodableUrls(app: FastifyInstance): void {
  app.addHook('onRequest', ({ raw }, _reply, done) => {
    if (isDecodable(raw.url ?? '')) done();
    else done(httpError(400, 'The URL is not well-formed.'));
  });
}

/**
 * Counts the values of a JSON body in the lease of its request, before it is parsed. Throws LIMIT_EXCEEDED for more than
 * INPUT_LIMITS allow, and OVERLOADED when there is no memory for them.
 */
export function countJson(text: string, { cost }: Pick<FastifyRequest, 'cost'>): void {
  const values = requireBoundedJson(text);
  cost.lease?.grow(values * MEMORY_PER_JSON_VALUE);
}

/**
 * Reads JSON bodies, where a port has no reader of its own: as fastify does, but from bytes that must be of their
 * charset, and no more values than a request may have.
 */
export function readJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    let text: string;
    try {
      text = bodyText(body as Buffer, request.headers['content-type']);
      countJson(text, request);
    } catch (refused) {
      done(refused as Error, undefined);
      return;
    }
    void parse(request, text, done);
  });
}

function isDecodable(url: string): boolean {
  try {
    decodeURIComponent(url);
    return !NOT_ASCII.test(url);
  } catch {
    return false;
  }
}

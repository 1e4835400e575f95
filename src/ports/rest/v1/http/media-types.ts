import { acceptable } from '../../../../ops/accepted-type.js';
import { contentTypeOf, isSupportedCharset } from '../../../../ops/request-text.js';
import { RestError } from './problem.js';

/** How a representation is written. */
export type Format = 'json' | 'xml';
export const MEDIA_TYPES: Readonly<Record<Format, string>> = { json: 'application/json', xml: 'application/xml' };
export const PROBLEM_TYPES: Readonly<Record<Format, string>> = {
  json: 'application/problem+json',
  xml: 'application/problem+xml',
};
export const MERGE_PATCH = 'application/merge-patch+json';
export const EVENT_STREAM = 'text/event-stream';

/** The format that Accept asks for. Throws 406. */
export function formatFor(accept: string | undefined): Format {
  const type = acceptable(accept, ['application/json', 'application/xml', 'text/xml']);
  if (type === undefined)
    throw new RestError(406, 'NOT_ACCEPTABLE', undefined, { offered: Object.values(MEDIA_TYPES) });
  return type === 'application/json' ? 'json' : 'xml';
}

/**
 * The format for a problem: what Accept prefers of them, JSON when it allows neither, since a problem has to be said
 * somehow.
 */
export function problemFormatFor(accept: string | undefined): Format {
  const type = acceptable(accept, [
    'application/problem+json',
    'application/json',
    'application/problem+xml',
    'application/xml',
    'text/xml',
  ]);
  return type?.endsWith('xml') === true ? 'xml' : 'json';
}

/**
 * The format of a body by its Content-Type. With `patch`, a merge patch is accepted too. Throws 415 with the accepted
 * types.
 */
export function bodyFormatOf(contentType: string | undefined, patch: boolean): Format {
  const { type, charset } = contentTypeOf(contentType);
  const isRead = isSupportedCharset(charset);
  if (isRead && (type === 'application/json' || (patch && type === MERGE_PATCH))) return 'json';
  if (isRead && (type === 'application/xml' || type === 'text/xml')) return 'xml';
  const taken = [...(patch ? [MERGE_PATCH] : []), ...Object.values(MEDIA_TYPES)].join(', ');
  throw new RestError(
    415,
    'UNSUPPORTED_MEDIA_TYPE',
    `The body must be of one of these types, in UTF-8: ${taken}.`,
    {},
    { accept: taken, ...(patch && { 'accept-patch': taken }) },
  );
}

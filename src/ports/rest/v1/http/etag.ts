import { createHash } from 'node:crypto';
import { RestError } from './problem.js';

const TAG = /(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"/g;
const TAGS = new RegExp(`^(${TAG.source})(\\s*,\\s*(${TAG.source}))*$`);
const VERSIONED = /^(\d{1,10})\./;

/** A strong entity tag of exactly these bytes; of a thing that has a version, with the version in front, for If-Match. */
export function entityTag(body: string, version: number | undefined): string {
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 22);
  return version === undefined ? `"${hash}"` : `"${version}.${hash}"`;
}

/** Whether If-None-Match names the tag (by weak comparison, as RFC 9110 has it). */
export function isNamedBy(header: string, tag: string): boolean {
  return header.trim() === '*' || [...header.matchAll(TAG)].some(([, , opaque]) => `"${opaque}"` === tag);
}

/**
 * The version that If-Match demands: undefined for `*`, which any existing thing meets. Throws 412 for tags that no version can
 * have (a weak one never matches), 400 for what is no list of tags or names several versions.
 */
export function demandedVersion(header: string): number | undefined {
  if (header.trim() === '*') return undefined;
  if (!TAGS.test(header.trim())) throw new RestError(400, 'BAD_INPUT', 'If-Match must be an entity tag in double quotes, or *.', { header: 'If-Match' });
  const tags = [...header.matchAll(TAG)];
  const versions = new Set(tags.filter(([, weak]) => weak === undefined).map(([, , opaque = '']) => VERSIONED.exec(opaque)?.[1]));
  versions.delete(undefined);
  const [version, ...others] = [...versions];
  if (version === undefined) throw new RestError(412, 'VERSION_CONFLICT', 'The thing never had this entity tag.', { header: 'If-Match' });
  if (others.length > 0) throw new RestError(400, 'BAD_INPUT', 'If-Match must name one version.', { header: 'If-Match' });
  return Number(version);
}

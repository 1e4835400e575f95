import { createHash } from 'node:crypto';
import { ENTITY_TAG } from '../../../../ops/entity-tags.js';
import { RestError } from './problem.js';

const TAGS = new RegExp(`^(${ENTITY_TAG.source})(\\s*,\\s*(${ENTITY_TAG.source}))*$`);
const VERSIONED = /^(\d{1,10})\./;

/**
 * A strong entity tag of exactly these bytes; of a thing that has a version, with the version in front, for If-Match.
 */
export function entityTag(body: string, version: number | undefined): string {
  const hash = hashOf(body);
  return version === undefined ? `"${hash}"` : versionTag(version, hash);
}

/** A strong entity tag of a resource that changes only with its version. `shape` distinguishes its representations. */
export function versionTag(version: number, shape: string): string {
  return `"${version}.${shape}"`;
}

/** The first 22 characters of the SHA-256, which is enough for a tag. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

/** The versions in the tags of If-None-Match that have this shape, by weak comparison. */
export function ifNoneMatchVersions(header: string, shape: string): ReadonlySet<number> {
  const ofShape = [...header.matchAll(ENTITY_TAG)].filter(([, , opaque = '']) => opaque.endsWith(`.${shape}`));
  return new Set(ofShape.map(([, , opaque = '']) => Number(opaque.slice(0, -shape.length - 1))));
}

/**
 * Whether the If-None-Match of a write matches the current representation, which has `tags` (none when nothing exists).
 * A tag with a version matches that version in every format and selection of fields, as in If-Match. Throws 400 for a
 * value that is not a list of tags.
 */
export function matchesIfNoneMatch(header: string, tags: readonly string[]): boolean {
  if (header.trim() === '*') return tags.length > 0;
  if (!TAGS.test(header.trim()))
    throw new RestError(400, 'BAD_INPUT', 'If-None-Match must be a list of entity tags in double quotes, or *.', {
      header: 'If-None-Match',
    });
  const versionOf = (opaque: string) => VERSIONED.exec(opaque)?.[1];
  const current = new Set(tags.map((tag) => versionOf(tag.slice(1))).filter((version) => version !== undefined));
  return [...header.matchAll(ENTITY_TAG)].some(
    ([, , opaque = '']) => tags.includes(`"${opaque}"`) || current.has(versionOf(opaque) ?? ''),
  );
}

/**
 * The version in If-Match. Undefined for `*`, which matches anything that exists. Throws 412 for tags that no version
 * can have (a weak tag never matches). Throws 400 for a value that is not a list of tags or has several versions.
 */
export function ifMatchVersion(header: string): number | undefined {
  if (header.trim() === '*') return undefined;
  if (!TAGS.test(header.trim()))
    throw new RestError(400, 'BAD_INPUT', 'If-Match must be an entity tag in double quotes, or *.', {
      header: 'If-Match',
    });
  const tags = [...header.matchAll(ENTITY_TAG)];
  const versions = new Set(
    tags.filter(([, weak]) => weak === undefined).map(([, , opaque = '']) => VERSIONED.exec(opaque)?.[1]),
  );
  versions.delete(undefined);
  const [version, ...others] = [...versions];
  if (version === undefined)
    throw new RestError(412, 'VERSION_CONFLICT', 'The resource never had this entity tag.', { header: 'If-Match' });
  if (others.length > 0)
    throw new RestError(400, 'BAD_INPUT', 'If-Match must name one version.', { header: 'If-Match' });
  return Number(version);
}

import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';

/** Bounded: Prisma's texts vary with the number of their values. */
const names = new LRUCache<string, string>({ max: 2_000 });

/** Longer texts are createMany's, which vary with the number of rows. Prepared, each would stay on every connection. */
const LONGEST_PREPARED = 2_000;

/** A text's hash, so PostgreSQL keeps one plan per text and connection; none for texts that are not worth keeping. */
export function statementName(sql: string): string {
  return sql.length > LONGEST_PREPARED ? '' : nameOf(sql);
}

/** The hash of a text that does not vary, however long it is. */
export function nameOf(sql: string): string {
  const known = names.get(sql);
  if (known !== undefined) return known;
  const name = createHash('sha1').update(sql).digest('base64url');
  names.set(sql, name);
  return name;
}

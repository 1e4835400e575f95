/**
 * An entity tag in a list of entity tags (RFC 9110, section 8.8.3). The groups are the mark of a weak tag, and the text
 * between the quotes.
 */
export const ENTITY_TAG = /(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"/g;

/**
 * Whether If-None-Match (weak comparison) or If-Match (strong comparison, RFC 9110, section 8.8.3.2) contains the
 * strong tag `tag`. A weak tag never matches in the strong comparison.
 */
export function isNamedBy(header: string, tag: string, comparison: 'weak' | 'strong' = 'weak'): boolean {
  return (
    header.trim() === '*' ||
    [...header.matchAll(ENTITY_TAG)].some(
      ([, weak, opaque]) => `"${opaque}"` === tag && (comparison === 'weak' || weak === undefined),
    )
  );
}

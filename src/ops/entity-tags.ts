/** An entity tag in a list of them (RFC 9110, section 8.8.3): whether it is weak, and what is between its quotes. */
export const ENTITY_TAG = /(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"/g;

/**
 * Whether If-None-Match (by weak comparison) or If-Match (by strong, RFC 9110, section 8.8.3.2) names the tag, which is
 * a strong one: a weak tag then never matches.
 */
export function isNamedBy(header: string, tag: string, comparison: 'weak' | 'strong' = 'weak'): boolean {
  return (
    header.trim() === '*' ||
    [...header.matchAll(ENTITY_TAG)].some(
      ([, weak, opaque]) => `"${opaque}"` === tag && (comparison === 'weak' || weak === undefined),
    )
  );
}

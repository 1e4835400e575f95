import { DomainError } from '../../../../kernel/errors.js';

/**
 * The limits of an XML body. The parser creates an object for every element, and takes several times as long as a JSON
 * parser.
 */
export const XML_LIMITS = { tags: 25_000, attributes: 10_000, references: 20_000 } as const;

const SIGNS: Readonly<Record<keyof typeof XML_LIMITS, RegExp>> = {
  tags: /</g,
  attributes: /=\s*["']/g,
  references: /&/g,
};

/**
 * Throws LIMIT_EXCEEDED for a body of more tags, attributes or references than XML_LIMITS allow, before anything is
 * made of it.
 */
export function requireBoundedXml(text: string): void {
  for (const [limit, sign] of Object.entries(SIGNS) as [keyof typeof XML_LIMITS, RegExp][]) {
    let counted = 0;
    sign.lastIndex = 0;
    while (sign.test(text)) {
      counted += 1;
      if (counted <= XML_LIMITS[limit]) continue;
      throw new DomainError('LIMIT_EXCEEDED', `The body has more than ${XML_LIMITS[limit]} ${limit}.`, {
        limit,
        maximum: XML_LIMITS[limit],
      });
    }
  }
}

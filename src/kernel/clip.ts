/** The maximum number of characters of an input that a response repeats. */
export const MAX_ECHO = 200;

/**
 * `text`, or its beginning when it is longer than an answer may repeat of an input. Half a pair of surrogates is never
 * left.
 */
export function clip(text: string, length = MAX_ECHO): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

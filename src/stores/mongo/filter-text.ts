/**
 * `value`, which the types say is text; this makes sure of it where a document in its place would be an operator.
 * Every value that comes from outside passes here on its way into a filter. Throws TypeError.
 */
export function text(value: string | undefined): string {
  if (typeof value !== 'string') throw new TypeError('A filter value must be text');
  return value;
}

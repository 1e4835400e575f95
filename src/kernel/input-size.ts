import { DomainError } from './errors.js';

/**
 * The bounds of one request's input, for every operation. A body of the greatest length can hold half a million values,
 * and each of them costs a validator far more than a parser: so they are counted before anything else looks at them.
 */
export const INPUT_LIMITS = { values: 50_000, depth: 32, fields: 1_000 } as const;

/**
 * The number of values in `input`: itself, and the values in its lists and objects at any depth. Throws LIMIT_EXCEEDED
 * at the first limit of INPUT_LIMITS that is exceeded, without a look at the rest.
 */
export function countValues(input: unknown): number {
  // Not recursive: a deep value would overflow the stack.
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value: input, depth: 0 }];
  let counted = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    counted += 1;
    const { value, depth } = next;
    if (typeof value !== 'object' || value === null || value instanceof Date) continue;
    const children: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
    if (children !== value && children.length > INPUT_LIMITS.fields) throw inputExceeds('fields');
    if (children.length === 0) continue;
    if (depth === INPUT_LIMITS.depth) throw inputExceeds('depth');
    if (counted + open.length + children.length > INPUT_LIMITS.values) throw inputExceeds('values');
    for (const child of children) open.push({ value: child, depth: depth + 1 });
  }
  return counted;
}

const REFUSALS: Readonly<Record<keyof typeof INPUT_LIMITS, string>> = {
  values: `The input has more than ${INPUT_LIMITS.values} values.`,
  depth: `The input is nested deeper than ${INPUT_LIMITS.depth} levels.`,
  fields: `An object of the input has more than ${INPUT_LIMITS.fields} fields.`,
};

/** The refusal of an input that is more than a limit allows. */
export function inputExceeds(limit: keyof typeof INPUT_LIMITS): DomainError {
  return new DomainError('LIMIT_EXCEEDED', REFUSALS[limit], { limit, maximum: INPUT_LIMITS[limit] });
}

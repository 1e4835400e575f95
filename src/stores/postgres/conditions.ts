import type { Each } from '../../resources/resource.js';

/**
 * A condition's letter, the values it needs (undefined: it was not asked for) and its text around their placeholders.
 */
export type Condition = readonly [
  letter: string,
  values: readonly unknown[] | undefined,
  text: (...placeholders: string[]) => string | Each,
];

/**
 * The conditions of a list: only those that were asked for are in the text, so that each combination has a plan of its
 * own, which can use the index it needs. `name`, the letters of those asked for, tells the combinations apart as
 * prepared statements; letters, because PostgreSQL cuts a statement's name after 63 characters and would then take one
 * for another.
 */
interface Conditions {
  readonly name: string;
  readonly values: readonly unknown[];
  /** All conditions; "true" when nothing was asked for. */
  readonly text: string;
  /** The same for a page: the conditions of its rows, and those of which each value has rows of its own in order. */
  readonly own: string;
  readonly each: readonly Each[];
  /** The placeholder of a further value. */
  bind(value: unknown): string;
}

/** See Conditions. */
export function conditions(...possible: readonly Condition[]): Conditions {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const asked = possible.filter(([, given]) => given !== undefined);
  const made = asked.map(([, given = [], text]) => text(...given.map(bind)));
  const own = made.filter((condition) => typeof condition === 'string');
  const each = made.filter((condition) => typeof condition !== 'string');
  const all = [...own, ...each.map(({ column, values: query }) => `${column} IN (${query})`)];
  return {
    name: asked.map(([letter]) => letter).join(''),
    values,
    text: all.join(' AND ') || 'true',
    own: own.join(' AND ') || 'true',
    each,
    bind,
  };
}

/** One value, or undefined when it was not given. */
export function optionalValue<T>(value: T | undefined): readonly [T] | undefined {
  return value === undefined ? undefined : [value];
}

/**
 * A condition's letter, the values it needs (undefined: it was not asked for) and its text around their placeholders.
 */
export type Condition = readonly [
  letter: string,
  values: readonly unknown[] | undefined,
  text: (...placeholders: string[]) => string,
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
  /** "true" when nothing was asked for. */
  readonly text: string;
  /** The placeholder of a further value. */
  bind(value: unknown): string;
}

/** See Conditions. */
export function conditions(...all: readonly Condition[]): Conditions {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const asked = all.filter(([, given]) => given !== undefined);
  const texts = asked.map(([, given = [], text]) => text(...given.map(bind)));
  return {
    name: asked.map(([letter]) => letter).join(''),
    values,
    text: texts.length === 0 ? 'true' : texts.join(' AND '),
    bind,
  };
}

/** One value, or undefined when it was not given. */
export function optionalValue<T>(value: T | undefined): readonly [T] | undefined {
  return value === undefined ? undefined : [value];
}

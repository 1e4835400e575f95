/** The value. Throws for undefined, which is an error in the code that made the plan. */
export function requireDefined<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('A plan lacks what it names');
  return value;
}

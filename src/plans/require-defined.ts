/** What a plan names. Throws when it does not have it, which is a fault of who made the plan. */
export function requireDefined<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('A plan lacks what it names');
  return value;
}

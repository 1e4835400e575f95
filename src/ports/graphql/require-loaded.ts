/**
 * A child that a foreign key guarantees. Throws an unexpected error, masked at the edge, when the store has lost it.
 */
export async function requireLoaded<T>(loading: Promise<T | undefined>): Promise<T> {
  const value = await loading;
  if (value === undefined) throw new Error('A row that a foreign key points to is missing');
  return value;
}

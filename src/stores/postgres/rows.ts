/** Rows by the value of a key, one each. */
export function byKey<T, K>(rows: readonly T[], keyOf: (row: T) => K): Map<K, T> {
  return new Map(rows.map((row) => [keyOf(row), row]));
}

/** A pattern for ILIKE that finds `part` literally. */
export function containing(part: string): string {
  return `%${part.replace(/[\\%_]/g, (wild) => `\\${wild}`)}%`;
}

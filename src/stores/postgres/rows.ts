/** Rows by the value of a key, one each. */
export function byKey<T, K>(rows: readonly T[], keyOf: (row: T) => K): Map<K, T> {
  return new Map(rows.map((row) => [keyOf(row), row]));
}

/** Rows grouped by a key, in their order. */
export function groupBy<T, K>(rows: readonly T[], keyOf: (row: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}

/** A pattern for ILIKE that finds `part` literally. */
export function containing(part: string): string {
  return `%${part.replace(/[\\%_]/g, (wild) => `\\${wild}`)}%`;
}

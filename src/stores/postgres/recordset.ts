import type { Write } from './transaction.js';

/** Inserts any number of rows by one write of always the same text; no rows by none. */
interface Recordset<Column extends string> {
  insert(rows: readonly Readonly<Record<Column, unknown>>[]): readonly Write[];
}

/**
 * Rows as one JSON parameter, with their columns and SQL types. createMany makes a placeholder of every cell: a
 * statement of thousands of rows then takes seconds of the event loop and more memory than the process may have.
 */
export function recordset<const Column extends string>(
  table: string,
  types: Readonly<Record<Column, string>>,
): Recordset<Column> {
  const names = Object.keys(types).join(', ');
  const columns = Object.entries(types)
    .map(([name, type]) => `${name} ${type}`)
    .join(', ');
  const text = `INSERT INTO ${table} (${names})
    SELECT ${names} FROM jsonb_to_recordset($1::jsonb) AS given(${columns})`;
  const name = `${table}-insert-all`;
  return { insert: (rows) => (rows.length === 0 ? [] : [{ name, table, text, values: [JSON.stringify(rows)] }]) };
}

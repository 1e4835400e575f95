import { Prisma } from './generated/client.js';

/** Inserts any number of rows by one statement of always the same text. */
interface Recordset<Column extends string> {
  insert(
    tx: Prisma.TransactionClient,
    table: string,
    rows: readonly Readonly<Record<Column, unknown>>[],
  ): Promise<void>;
}

/**
 * Rows as one JSON parameter, with their columns and SQL types. createMany makes a placeholder of every cell: a
 * statement of thousands of rows then takes seconds of the event loop and more memory than the process may have.
 */
export function recordset<const Column extends string>(types: Readonly<Record<Column, string>>): Recordset<Column> {
  const names = Object.keys(types).join(', ');
  const columns = Object.entries(types)
    .map(([name, type]) => `${name} ${type}`)
    .join(', ');
  return {
    async insert(tx, table, rows) {
      if (rows.length === 0) return;
      await tx.$executeRaw`INSERT INTO ${Prisma.raw(table)} (${Prisma.raw(names)})
        SELECT ${Prisma.raw(names)} FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS given(${Prisma.raw(columns)})`;
    },
  };
}

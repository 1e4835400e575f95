import type pg from 'pg';

/** A statement as it is run and shown. Prepared once per connection. */
export interface Sql {
  readonly name: string;
  readonly text: string;
}

/** Removes the indentation that `text` has in the source. A text of several lines must begin with a line break. */
export function sql(name: string, text: string): Sql {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const indent = Math.min(...lines.map((line) => line.length - line.trimStart().length));
  return { name, text: lines.map((line) => line.slice(indent)).join('\n') };
}

export function runSql<Row extends pg.QueryResultRow = pg.QueryResultRow>(
  on: pg.Pool | pg.PoolClient,
  statement: Sql,
  values: readonly unknown[] = [],
): Promise<pg.QueryResult<Row>> {
  return on.query<Row>({ name: statement.name, text: statement.text, values: [...values] });
}

/** The statements, one in each line, as one types them into psql. */
export function showSql(...statements: readonly (Sql | string)[]): string {
  return statements.map((each) => `${typeof each === 'string' ? each : each.text};`).join('\n');
}

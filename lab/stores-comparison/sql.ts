import type pg from 'pg';

/** A statement as it is run and shown. Prepared once per connection. */
export interface Sql {
  readonly name: string;
  readonly text: string;
}

/** `text` loses the indentation it has in the source; one of several lines begins on a line of its own. */
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

/** The statements one below the other, as a person would write them into psql. */
export function showSql(...statements: readonly (Sql | string)[]): string {
  return statements.map((each) => `${typeof each === 'string' ? each : each.text};`).join('\n');
}

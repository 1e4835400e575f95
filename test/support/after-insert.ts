import type { Database } from '../../src/stores/postgres/database.js';

/** Has the database do `then` after each insert into a table, in the same transaction, until it is told to stop. */
export async function afterEachInsert(
  { pool }: Pick<Database, 'pool'>,
  table: string,
  then: string,
): Promise<() => Promise<void>> {
  await pool.query(`
    CREATE FUNCTION after_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${then}; RETURN NULL; END $$;
    CREATE TRIGGER after_insert AFTER INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION after_insert()`);
  return async () => void (await pool.query('DROP FUNCTION after_insert CASCADE'));
}

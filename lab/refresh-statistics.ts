import pg from 'pg';

/**
 * Brings PostgreSQL's statistics up to date. PostgreSQL does so by itself about a minute after data has been added. A
 * benchmark that began sooner would measure the plans that it makes for empty tables.
 */
export async function refreshStatistics(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('ANALYZE');
  } finally {
    await client.end();
  }
}

import pg from 'pg';

/**
 * Brings PostgreSQL's statistics up to date. Autovacuum does it a minute after data has been added: a benchmark that
 * began sooner would measure the plans that PostgreSQL makes for empty tables.
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

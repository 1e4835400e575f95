import pg from 'pg';

/**
 * Creates database `name` as a copy of `template` on the server of `connectionString` (whose own database is only
 * connected to), and resolves to the new database's connection string. Nobody may be connected to the template
 * meanwhile. Throws when the name is taken.
 */
export async function createDatabaseFromTemplate(
  connectionString: string,
  name: string,
  template: string,
): Promise<string> {
  await onServer(connectionString, (client) =>
    client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)} TEMPLATE ${pg.escapeIdentifier(template)}`),
  );
  return withDatabase(connectionString, name);
}

/** Creates an empty database and resolves to its connection string. Throws when the name is taken. */
export function createDatabase(connectionString: string, name: string): Promise<string> {
  return createDatabaseFromTemplate(connectionString, name, 'template0');
}

/** Drops a database if it exists, ending whatever connections it still has. */
export async function dropDatabase(connectionString: string, name: string): Promise<void> {
  await onServer(connectionString, (client) =>
    client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`),
  );
}

/** The same server, another database. */
function withDatabase(connectionString: string, name: string): string {
  const url = new URL(connectionString);
  url.pathname = `/${encodeURIComponent(name)}`;
  return url.href;
}

async function onServer(connectionString: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

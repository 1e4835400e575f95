import { randomUUID } from 'node:crypto';
import { createDatabaseFromTemplate, dropDatabase } from '../../src/stores/postgres/databases.js';
import { testServers } from './servers.js';

/** A migrated, empty database of one test file. */
export interface OwnDatabase {
  readonly url: string;
  /** Ends its connections and removes it. */
  drop(): Promise<void>;
}

/** Makes a copy of the migrated template under a name nobody else uses. */
export async function createOwnDatabase(): Promise<OwnDatabase> {
  const { databaseUrl } = testServers();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const url = await createDatabaseFromTemplate(databaseUrl, name, 'gateway_template');
  return { url, drop: () => dropDatabase(databaseUrl, name) };
}

import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { openComparison, type Comparison } from '../../lab/plans/plans-comparison.js';
import { JWT_SECRET } from './gateway.js';
import { createOwnDatabase } from './own-database.js';
import { testServers } from './servers.js';

/** Both executors over the data of the comparison, in a database of their own. */
export async function startComparison(): Promise<Comparison> {
  const database = await createOwnDatabase();
  const mongodbUrl = new URL(testServers().mongodbUrl);
  mongodbUrl.pathname = `/t${randomUUID().replaceAll('-', '').slice(0, 16)}`;
  try {
    const comparison = await openComparison({
      root: path.resolve(import.meta.dirname, '../..'),
      databaseUrl: database.url,
      mongodbUrl: mongodbUrl.href,
      secret: JWT_SECRET,
    });
    return {
      ...comparison,
      async stop() {
        await comparison.stop();
        await database.drop();
      },
    };
  } catch (error) {
    await database.drop();
    throw error;
  }
}

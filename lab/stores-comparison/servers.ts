import type { OwnStores } from './own-stores.js';
import type { StoreName, StoreServer } from './report.js';

/** Reads the product and version of both servers. */
export async function identifyServers({
  pool,
  db,
}: Pick<OwnStores, 'pool' | 'db'>): Promise<Record<StoreName, StoreServer>> {
  const { rows } = await pool.query<{ server_version: string }>('SHOW server_version');
  return {
    postgresql: { product: 'PostgreSQL', version: rows[0]!.server_version, genuine: true },
    mongodb: mongoServer(await db.command({ buildInfo: 1 })),
  };
}

/**
 * The server that answered `buildInfo`. Only MongoDB's own builds name a storage engine and a commit. The version of a
 * substitute is that of the protocol.
 */
export function mongoServer(buildInfo: Readonly<Record<string, unknown>>): StoreServer {
  const { version, secantusVersion, ferretdb, gitVersion, storageEngines } = buildInfo;
  const protocol = `MongoDB protocol ${String(version)}`;
  if (typeof secantusVersion === 'string')
    return { product: 'SecantusDB', version: `${secantusVersion} (${protocol})`, genuine: false };
  if (ferretdb !== undefined) return { product: 'FerretDB', version: `(${protocol})`, genuine: false };
  const built = typeof gitVersion === 'string' && /^[0-9a-f]{40}$/.test(gitVersion) && !/^0+$/.test(gitVersion);
  if (built && Array.isArray(storageEngines) && storageEngines.includes('wiredTiger'))
    return { product: 'MongoDB', version: String(version), genuine: true };
  return { product: 'an unknown server', version: `(${protocol})`, genuine: false };
}

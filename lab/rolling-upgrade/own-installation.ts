import { MongoClient } from 'mongodb';
import pg from 'pg';
import type { BenchServers } from '../bench-gateway.js';

/** An installation on shared servers, which no release has used. */
interface OwnInstallation {
  readonly servers: BenchServers;
  /** The environment variables for its gateways. */
  readonly variables: Readonly<Record<string, string>>;
  /** Removes its databases. May be called twice. */
  stop(): Promise<void>;
}

/** Makes databases and a prefix of topics of this name. */
export async function ownInstallation(shared: BenchServers, name: string): Promise<OwnInstallation> {
  const administer = async (statement: string) => {
    const client = new pg.Client({ connectionString: shared.databaseUrl });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  const within = (url: string) => Object.assign(new URL(url), { pathname: `/${name}` }).href;
  await administer(`CREATE DATABASE "${name}"`);
  const servers = { ...shared, databaseUrl: within(shared.databaseUrl), mongodbUrl: within(shared.mongodbUrl) };
  return {
    servers,
    variables: { TOPIC_PREFIX: `${name}.`, REQUESTS_PER_MINUTE: '100000000', SEED: 'off', METRICS: 'on' },
    async stop() {
      const mongo = await new MongoClient(servers.mongodbUrl).connect();
      await mongo
        .db()
        .dropDatabase()
        .finally(() => mongo.close());
      await administer(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
    },
  };
}

import { MongoClient } from 'mongodb';

const PATIENCE_MS = 2_000;

/** Asks the primary of `url` whether it answers, on a client of its own: a full pool says nothing about the server. */
export function createMongoProbe(url: string): { check(signal: AbortSignal): Promise<void>; stop(): Promise<void> } {
  const client = new MongoClient(url, {
    appName: 'graphql-gateway health',
    maxPoolSize: 1,
    serverSelectionTimeoutMS: PATIENCE_MS,
    connectTimeoutMS: PATIENCE_MS,
    waitQueueTimeoutMS: PATIENCE_MS,
    socketTimeoutMS: 2 * PATIENCE_MS,
  });
  return {
    async check(signal) {
      await client.db('admin').command({ ping: 1, maxTimeMS: PATIENCE_MS }, { readPreference: 'primary', signal });
    },
    stop: () => client.close(),
  };
}

import { randomUUID } from 'node:crypto';
import { MongoServerError } from 'mongodb';
import {
  ReplayRunningError,
  type ModelGenerations,
  type ReadModel,
} from '../../domain/read-models/model-generations.js';
import { COLLECTIONS_OF, nameInGeneration } from './collections.js';
import { ensureModelIndexes } from './indexes.js';
import { generationsCollection, type GenerationsDocument } from './model-generations.js';
import type { Mongo } from './mongo-connection.js';
import { isMongoOutage } from './outage.js';

const LEASE_MS = 60_000;
const DUPLICATE_KEY = 11_000;
const ATTEMPTS = 3;

/** Repeats a command that may be repeated, when the server did not answer. */
async function repeated<T>(command: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await command();
    } catch (error) {
      if (attempt === ATTEMPTS || !isMongoOutage(error)) throw error;
    }
  }
}

/** ModelGenerations over one document for each read model. The lease is renewed until `end` or `abandon`. */
export function createModelGenerations(
  mongo: Pick<Mongo, 'db' | 'eventLogRetentionDays'>,
  model: ReadModel,
  { leaseMs = LEASE_MS }: { readonly leaseMs?: number } = {},
): ModelGenerations {
  const { db } = mongo;
  const documents = generationsCollection(db);
  const token = randomUUID();
  const mine = { _id: model, 'lease.token': token } as const;
  const until = () => new Date(Date.now() + leaseMs);
  let renewing: NodeJS.Timeout | undefined;
  let lost = false;

  async function document(): Promise<Pick<GenerationsDocument, 'read' | 'written' | 'last'>> {
    return (await repeated(() => documents.findOne({ _id: model }))) ?? { read: 0, written: [0] };
  }

  async function takeLease(): Promise<void> {
    const lease = { token, until: until() };
    const isFree = [{ lease: { $exists: false } }, { 'lease.until': { $lt: new Date() } }, { 'lease.token': token }];
    const taken = await repeated(() =>
      documents.updateOne(
        { _id: model, $or: isFree },
        { $set: { lease }, $setOnInsert: { read: 0, written: [0] } },
        { upsert: true },
      ),
    ).catch((error: unknown) => {
      // The document exists, and its lease is another's.
      if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return undefined;
      throw error;
    });
    if (taken === undefined)
      throw new ReplayRunningError(
        `Another replay of ${model} is running. If it was killed, its lease ends within ${Math.ceil(leaseMs / 1_000)} s.`,
      );
    renewing = setInterval(() => void renew(), leaseMs / 4);
    renewing.unref();
  }

  async function renew(): Promise<void> {
    const renewed = await documents.updateOne(mine, { $set: { 'lease.until': until() } }).catch(() => undefined);
    if (renewed?.matchedCount === 0) lost = true;
  }

  /** The generations that have a collection. */
  async function existing(): Promise<readonly number[]> {
    const listed = await repeated(() => db.listCollections({}, { nameOnly: true }).toArray());
    const names = listed.map(({ name }) => name);
    const found = COLLECTIONS_OF[model].flatMap((base) =>
      names.flatMap((name) => {
        if (name === base) return [0];
        const generation = name.startsWith(`${base}_g`) ? name.slice(base.length + 2) : '';
        return /^\d+$/.test(generation) ? [Number(generation)] : [];
      }),
    );
    return [...new Set(found)];
  }

  async function removeOthers(): Promise<void> {
    const { read, written } = await document();
    for (const generation of await existing()) {
      if (generation === read || written.includes(generation)) continue;
      requireLease();
      for (const name of COLLECTIONS_OF[model]) await drop(nameInGeneration(name, generation));
    }
  }

  /** Removes what a killed replay left, and makes the collections of the next generation. */
  async function makeNext(): Promise<number> {
    const { read, written, last = 0 } = await document();
    // A replay that was killed during its swap: the generation that is read is whole, and it alone goes on. By now,
    // every process knows what that replay had set: its lease was longer than MAX_AGE_MS.
    if (written.length > 1 || written[0] !== read) await set({ written: [read] });
    const next = Math.max(last, read, ...written, ...(await existing())) + 1;
    await set({ last: next });
    await removeOthers();
    await repeated(() => ensureModelIndexes(db, model, next, mongo.eventLogRetentionDays));
    return next;
  }

  async function drop(name: string): Promise<void> {
    await repeated(() => db.dropCollection(name)).catch((error: unknown) => {
      if (!(error instanceof MongoServerError && error.codeName === 'NamespaceNotFound')) throw error;
    });
  }

  async function set(changes: Partial<Omit<GenerationsDocument, '_id' | 'lease'>>): Promise<void> {
    requireLease();
    const { matchedCount } = await repeated(() => documents.updateOne(mine, { $set: changes }));
    lost = matchedCount === 0;
    requireLease();
  }

  function requireLease(): void {
    if (lost) throw new Error(`The lease of the replay of ${model} was lost`);
  }

  return {
    current: async () => (await document()).read,

    async begin() {
      await takeLease();
      try {
        return await makeNext();
      } catch (error) {
        clearInterval(renewing);
        throw error;
      }
    },

    use: (read, written) => set({ read, written: [...written] }),

    removeOthers,

    abandon: () => clearInterval(renewing),

    async end() {
      clearInterval(renewing);
      await repeated(() => documents.updateOne(mine, { $unset: { lease: '' } }));
    },
  };
}

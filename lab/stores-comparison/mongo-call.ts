import type { ClientSession, Db, Document } from 'mongodb';
import { shellText } from './shell-text.js';

/**
 * A call of the driver that can be shown as one types it into mongosh. The call that is shown is the call that runs.
 */
export interface MongoCall<Result> {
  run(db: Db, session?: ClientSession): Promise<Result>;
  show(): string;
}

function call<Result>(
  collection: string,
  method: string,
  args: readonly unknown[],
  run: MongoCall<Result>['run'],
): MongoCall<Result> {
  return { run, show: () => `db.${collection}.${method}(${args.map((each) => shellText(each)).join(', ')})` };
}

const within = (session: ClientSession | undefined) => (session === undefined ? {} : { session });

export function createIndex(
  collection: string,
  keys: Readonly<Record<string, 1>>,
  options?: { readonly unique: true },
): MongoCall<unknown> {
  return call(collection, 'createIndex', options === undefined ? [keys] : [keys, options], (db) =>
    db.collection(collection).createIndex({ ...keys }, { ...options }),
  );
}

export function createCollection(collection: string, options: { readonly validator: Document }): MongoCall<unknown> {
  return {
    run: (db) => db.createCollection(collection, options),
    show: () => `db.createCollection('${collection}', ${shellText(options)})`,
  };
}

/** Resolves to the number of inserted documents. The other writes resolve to the number of changed documents. */
export function insertOne(collection: string, document: Document): MongoCall<number> {
  return call(collection, 'insertOne', [document], async (db, session) => {
    await db.collection(collection).insertOne({ ...document }, within(session));
    return 1;
  });
}

export function insertMany(collection: string, documents: readonly Document[] | string): MongoCall<number> {
  return call(collection, 'insertMany', [documents], async (db) => {
    if (typeof documents === 'string') throw new Error('A name instead of documents is for showing only');
    return (await db.collection(collection).insertMany([...documents])).insertedCount;
  });
}

export function updateOne(
  collection: string,
  filter: Document,
  update: Document,
  options?: { readonly arrayFilters: Document[] },
): MongoCall<number> {
  return call(
    collection,
    'updateOne',
    options === undefined ? [filter, update] : [filter, update, options],
    async (db, session) =>
      (await db.collection(collection).updateOne(filter, update, { ...options, ...within(session) })).modifiedCount,
  );
}

export function updateMany(collection: string, filter: Document, update: Document): MongoCall<number> {
  return call(
    collection,
    'updateMany',
    [filter, update],
    async (db, session) => (await db.collection(collection).updateMany(filter, update, within(session))).modifiedCount,
  );
}

export function deleteOne(collection: string, filter: Document): MongoCall<number> {
  return call(
    collection,
    'deleteOne',
    [filter],
    async (db) => (await db.collection(collection).deleteOne(filter)).deletedCount,
  );
}

/** Resolves to whether a document met the condition. The server answers with the changed document. */
export function findOneAndUpdate(collection: string, filter: Document, update: Document): MongoCall<boolean> {
  return call(
    collection,
    'findOneAndUpdate',
    [filter, update],
    async (db) =>
      (await db.collection(collection).findOneAndUpdate(filter, update, { projection: { _id: 1 } })) !== null,
  );
}

export function findOne(collection: string, filter: Document): MongoCall<Document | null> {
  return call(collection, 'findOne', [filter], (db) => db.collection(collection).findOne(filter));
}

export function find(collection: string, filter: Document, projection?: Document): MongoCall<Document[]> {
  return call(collection, 'find', projection === undefined ? [filter] : [filter, projection], (db) =>
    db
      .collection(collection)
      .find(filter, projection === undefined ? {} : { projection })
      .toArray(),
  );
}

export function aggregate(collection: string, pipeline: readonly Document[]): MongoCall<Document[]> {
  return call(collection, 'aggregate', [pipeline], (db) =>
    db
      .collection(collection)
      .aggregate([...pipeline])
      .toArray(),
  );
}

/** The calls, one in each line. */
export function showCalls(...calls: readonly { show(): string }[]): string {
  return calls.map((each) => each.show()).join('\n');
}

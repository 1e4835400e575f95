import { createHash } from 'node:crypto';
import { BSON, type Db, type Document } from 'mongodb';
import type { ReadModel } from '../../domain/read-models/model-generations.js';
import { canonicalJson } from '../../kernel/canonical-json.js';
import { COLLECTIONS_OF, nameInGeneration } from './collections.js';

/** The counts of the event log without who has counted them. */
const ADDED_UP = [
  { $group: { _id: { hour: '$hour', type: '$type', tenant: '$tenant' }, count: { $sum: '$count' } } },
  { $sort: { '_id.hour': 1, '_id.type': 1, '_id.tenant': 1 } },
];

/**
 * The content of one generation of a read model as one hash: equal for two generations that contain the same records.
 * It leaves out `revision`, the number of transactions that have written a roll-up, because a replay applies the same
 * records in other groups, and `recordedAt`. It adds up what several writers have counted of one hour. The inbox is not
 * part of a model.
 * The order of fields does not count.
 */
export async function modelHash(db: Db, model: ReadModel, generation: number): Promise<string> {
  const hash = createHash('sha256');
  for (const name of COLLECTIONS_OF[model]) {
    hash.update(`${name}\n`);
    const collection = db.collection<Document>(nameInGeneration(name, generation));
    const documents = name === 'event_activity' ? collection.aggregate(ADDED_UP) : collection.find({}).sort({ _id: 1 });
    for await (const { revision: _revision, recordedAt: _recordedAt, ...document } of documents)
      hash.update(`${canonicalJson(BSON.EJSON.serialize(document, { relaxed: true }))}\n`);
  }
  return hash.digest('hex');
}

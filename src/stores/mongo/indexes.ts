import { MongoServerError, type Collection, type Db, type Document, type IndexDescription } from 'mongodb';
import { collectionsOf } from './collections.js';

const DAY_SECONDS = 24 * 60 * 60;

/**
 * How long an inbox remembers. Longer than an event can come again: the topics keep 7 days, dead letters 30. An event
 * that came later than this would count twice.
 */
const INBOX_DAYS = 45;

/** Index names are stable: a name that changes makes a second index beside the first. */
const RETENTION = 'retention';

/**
 * Creates missing indexes and leaves the others. Expiry follows the configuration: changed in place when it differs,
 * dropped when it is gone. Safe to call from several processes at once.
 */
export async function ensureIndexes(
  db: Db,
  options: { readonly eventLogRetentionDays: number | undefined },
): Promise<void> {
  const { eventLog, eventActivity, seatInventory, surveyActivity, choiceCounts, resultTallies, inbox } =
    collectionsOf(db);
  // Each list is read as: these fields equal, the last of them in a range and in order. Every index of the log ends
  // with `order`, so a page is one range of one index whatever the filter. Ascending, though pages are read from the
  // end: an index is read either way, and SecantusDB loses texts that begin with the bound of a range in a descending
  // one.
  await Promise.all([
    create(eventLog, [
      { name: 'by_order', key: { tenant: 1, order: 1 } },
      { name: 'by_type', key: { tenant: 1, type: 1, order: 1 } },
      { name: 'by_aggregate', key: { tenant: 1, aggregateId: 1, order: 1 } },
      { name: 'by_actor', key: { tenant: 1, actor: 1, order: 1 } },
    ]),
    create(eventActivity, [{ name: 'by_hour', key: { tenant: 1, hour: 1, type: 1 } }]),
    create(seatInventory, [{ name: 'by_lacking', key: { tenant: 1, lacking: 1, _id: 1 } }]),
    create(surveyActivity, [{ name: 'by_time', key: { tenant: 1, surveyId: 1, unit: 1, from: 1 } }]),
    create(choiceCounts, [{ name: 'by_survey', key: { tenant: 1, surveyId: 1, questionId: 1, optionId: 1 } }]),
    create(resultTallies, [{ name: 'by_of', key: { of: 1 } }]),
    expire(inbox, 'appliedAt', INBOX_DAYS * DAY_SECONDS),
  ]);

  const retention =
    options.eventLogRetentionDays === undefined ? undefined : options.eventLogRetentionDays * DAY_SECONDS;
  await expire(eventLog, 'occurredAt', retention);
  // An hour goes after the last of its entries, never before: counts are taken from whole hours.
  await expire(eventActivity, 'hour', retention === undefined ? undefined : retention + 60 * 60);
}

async function create<T extends Document>(collection: Collection<T>, indexes: IndexDescription[]): Promise<void> {
  await collection.createIndexes(indexes);
}

async function expire<T extends Document>(
  collection: Collection<T>,
  field: string,
  seconds: number | undefined,
): Promise<void> {
  if (seconds === undefined) {
    await collection.dropIndex(RETENTION).catch(unless('IndexNotFound', 'NamespaceNotFound'));
    return;
  }
  const differs = await collection
    .createIndex({ [field]: 1 }, { name: RETENTION, expireAfterSeconds: seconds })
    .then(() => false)
    .catch(unless('IndexOptionsConflict', 'IndexKeySpecsConflict'));
  if (differs !== false)
    await collection.db.command({
      collMod: collection.collectionName,
      index: { name: RETENTION, expireAfterSeconds: seconds },
    });
}

function unless(...codeNames: readonly string[]): (error: unknown) => undefined {
  return (error) => {
    if (error instanceof MongoServerError && codeNames.includes(error.codeName ?? '')) return undefined;
    throw error;
  };
}

import { MongoServerError, type Collection, type Db, type Document, type IndexDescription } from 'mongodb';
import { READ_MODELS, type ReadModel } from '../../domain/read-models/model-generations.js';
import { unreachable } from '../../kernel/errors.js';
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
 * Creates missing indexes of these generations and leaves the others. Expiry follows the configuration: changed in
 * place when it differs, dropped when it is gone. Safe to call from several processes at once.
 */
export async function ensureIndexes(
  db: Db,
  { eventLogRetentionDays }: { readonly eventLogRetentionDays: number | undefined },
  generationOf: (model: ReadModel) => number,
): Promise<void> {
  await Promise.all([
    ...READ_MODELS.map((model) => ensureModelIndexes(db, model, generationOf(model), eventLogRetentionDays)),
    expire(collectionsOf(db).inbox, 'appliedAt', INBOX_DAYS * DAY_SECONDS),
  ]);
}

/** The same for one generation of a read model. Creates its collections. */
export async function ensureModelIndexes(
  db: Db,
  model: ReadModel,
  generation: number,
  eventLogRetentionDays: number | undefined,
): Promise<void> {
  const { eventLog, eventActivity, seatInventory, surveyActivity, choiceCounts, resultTallies } = collectionsOf(
    db,
    generation,
  );
  switch (model) {
    case 'event-log': {
      // Each list is read as: these fields equal, the last of them in a range and in order. Every index of the log ends
      // with `order`, so a page is one range of one index whatever the filter. Ascending, though pages are read from
      // the end: an index is read either way, and SecantusDB loses texts that begin with the bound of a range in a
      // descending one.
      await Promise.all([
        create(eventLog, [
          { name: 'by_order', key: { tenant: 1, order: 1 } },
          { name: 'by_type', key: { tenant: 1, type: 1, order: 1 } },
          { name: 'by_aggregate', key: { tenant: 1, aggregateId: 1, order: 1 } },
          { name: 'by_actor', key: { tenant: 1, actor: 1, order: 1 } },
        ]),
        create(eventActivity, [{ name: 'by_hour', key: { tenant: 1, hour: 1, type: 1 } }]),
      ]);
      const retention = eventLogRetentionDays === undefined ? undefined : eventLogRetentionDays * DAY_SECONDS;
      await expire(eventLog, 'occurredAt', retention);
      // An hour goes after the last of its entries, never before: counts are taken from whole hours.
      await expire(eventActivity, 'hour', retention === undefined ? undefined : retention + 60 * 60);
      return;
    }
    case 'seat-inventory':
      return create(seatInventory, [{ name: 'by_lacking', key: { tenant: 1, lacking: 1, _id: 1 } }]);
    case 'analytics':
      await Promise.all([
        create(surveyActivity, [{ name: 'by_time', key: { tenant: 1, surveyId: 1, unit: 1, from: 1 } }]),
        create(choiceCounts, [{ name: 'by_survey', key: { tenant: 1, surveyId: 1, questionId: 1, optionId: 1 } }]),
        create(resultTallies, [{ name: 'by_of', key: { of: 1 } }]),
      ]);
      return;
    default:
      return unreachable(model);
  }
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

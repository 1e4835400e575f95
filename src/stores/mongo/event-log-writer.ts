import { randomInt } from 'node:crypto';
import type { PublishedEvent } from '../../contracts/event-attributes.js';
import type { EventLogWriter } from '../../domain/event-log/event-log-writer.js';
import type { Clock } from '../../kernel/clock.js';
import { collectionsOf } from './collections.js';
import { activityIncrements, eventLogDocument } from './event-log-documents.js';
import { createGroupCommit } from './group-commit.js';
import type { Mongo } from './mongo-connection.js';
import { areNew } from './new-keys.js';
import { isMongoOutage } from './outage.js';
import { MOST_EVENTS } from './transaction-size.js';

/** The maximum of one transaction, beside MOST_EVENTS. */
const MAX_BYTES = 4 * 1024 * 1024;
/** Of so many, each process is one at random. Two with the same number conflict now and then, and try again. */
const WRITERS = 32;

/** See EventLogWriter. The entry's key is the event's id, so the log is its own inbox. */
export function createEventLogWriter(mongo: Mongo, generation: number, clock: Clock): EventLogWriter {
  const { eventLog, eventActivity } = collectionsOf(mongo.db, generation);
  const writer = randomInt(WRITERS);

  const commit = (events: readonly PublishedEvent[]): Promise<readonly boolean[]> =>
    mongo.transaction(async (session) => {
      const isNew = await areNew(
        eventLog,
        events.map(({ id }) => id),
        session,
      );
      const added = events.filter((_, index) => isNew[index]);
      if (added.length === 0) return isNew;
      const now = clock.now();
      await eventLog.insertMany(
        added.map((event) => eventLogDocument(event, now)),
        { session },
      );
      // Counts the entries that this transaction inserts, in the same transaction. So no entry is uncounted or counted
      // twice.
      await eventActivity.bulkWrite(
        [...activityIncrements(added, writer)].map(([_id, { count, ...document }]) => ({
          updateOne: { filter: { _id }, update: { $setOnInsert: document, $inc: { count } }, upsert: true },
        })),
        { session },
      );
      return isNew;
    });

  const group = createGroupCommit({
    commit,
    affectsAll: isMongoOutage,
    maxItems: MOST_EVENTS,
    maxBytes: MAX_BYTES,
    bytesOf: ({ json }) => json.length,
  });
  return {
    async append(events) {
      return (await group.addAll(events)).filter(Boolean).length;
    },
  };
}

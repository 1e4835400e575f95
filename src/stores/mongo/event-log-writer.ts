import type { EventLogWriter } from '../../domain/event-log/event-log-writer.js';
import type { GatewayEvent } from '../../contracts/gateway-event.js';
import { collectionsOf } from './collections.js';
import { activityIncrements, eventLogDocument } from './event-log-documents.js';
import { createGroupCommit } from './group-commit.js';
import type { Mongo } from './mongo-connection.js';
import { isMongoOutage } from './outage.js';

const MAX_EVENTS = 200;

/** See EventLogWriter. The entry's key is the event's id, so the log is its own inbox. */
export function createEventLogWriter(mongo: Mongo): EventLogWriter {
  const { eventLog, eventActivity } = collectionsOf(mongo.db);

  const commit = (events: readonly GatewayEvent[]): Promise<readonly boolean[]> =>
    mongo.transaction(async (session) => {
      const { upsertedIds } = await eventLog.bulkWrite(
        events.map((event) => {
          const { _id, ...document } = eventLogDocument(event);
          return { updateOne: { filter: { _id }, update: { $setOnInsert: document }, upsert: true } };
        }),
        { session },
      );
      const isNew = events.map((_, index) => Object.hasOwn(upsertedIds, index));
      // Counted from what this transaction inserts, and in it: an entry is never there without being counted, nor
      // counted twice.
      const increments = activityIncrements(events.filter((_, index) => isNew[index]));
      if (increments.size > 0)
        await eventActivity.bulkWrite(
          [...increments].map(([_id, { count, ...document }]) => ({
            updateOne: { filter: { _id }, update: { $setOnInsert: document, $inc: { count } }, upsert: true },
          })),
          { session },
        );
      return isNew;
    });

  const group = createGroupCommit({ commit, affectsAll: isMongoOutage, maxItems: MAX_EVENTS });
  return {
    async append(events) {
      const isNew = await Promise.all(events.map((event) => group.add(event)));
      return isNew.filter(Boolean).length;
    },
  };
}

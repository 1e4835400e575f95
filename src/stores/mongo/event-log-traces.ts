import type { EventLogTraces } from '../../domain/journeys/journey-reads.js';
import { READ_MODELS } from '../../domain/read-models/model-generations.js';
import { collectionsOf, nameInGeneration } from './collections.js';
import { text } from './filter-text.js';
import type { Mongo } from './mongo-connection.js';
import { timedRead } from './timed-read.js';

/** The groups other than those of a read model have no generations. */
function generationOf(mongo: Mongo, group: string): number {
  const model = READ_MODELS.find((name) => name === group);
  return model === undefined ? 0 : mongo.generations.read(model);
}

/** EventLogTraces of the current generations. */
export function createEventLogTraces(mongo: Mongo): EventLogTraces {
  return {
    byIds: (tenant, ids) =>
      timedRead(async (limits) => {
        const { eventLog } = collectionsOf(mongo.db, mongo.generations.read('event-log'));
        const found = await eventLog
          .find({ _id: { $in: ids.map(text) }, tenant: text(tenant) }, { ...limits, projection: { data: 0 } })
          .toArray();
        return found.map(({ _id, type, aggregateId, actor, occurredAt, traceparent, recordedAt }) => ({
          ...{ eventId: _id, type, aggregateId, actor, occurredAt, traceparent },
          step: { recordedAt },
        }));
      }),

    applied: (ids, groups) =>
      timedRead(async (limits) => {
        const keys = new Map(
          groups.flatMap((group) =>
            ids.map((eventId) => [
              `${nameInGeneration(group, generationOf(mongo, group))}/${eventId}`,
              { group, eventId },
            ]),
          ),
        );
        const rows = await collectionsOf(mongo.db)
          .inbox.find({ _id: { $in: [...keys.keys()] } }, limits)
          .toArray();
        return rows.flatMap(({ _id, appliedAt }) => {
          const of = keys.get(_id);
          return of === undefined ? [] : [{ ...of, appliedAt }];
        });
      }),
  };
}

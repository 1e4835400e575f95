import type { EventLogReads } from '../../domain/event-log/event-log-reads.js';
import type { EventLogWriter } from '../../domain/event-log/event-log-writer.js';
import type { Clock } from '../../kernel/clock.js';
import { createEventLogReader } from './event-log-reader.js';
import { createEventLogWriter } from './event-log-writer.js';
import { perGeneration, writeAll } from './model-generations.js';
import type { Mongo } from './mongo-connection.js';

/** The event log in MongoDB, both sides: of the current generation, or of the one given. */
export function createEventLogStore(
  mongo: Mongo,
  { clock, generation }: { readonly clock: Clock; readonly generation?: number },
): EventLogReads & EventLogWriter {
  const readerAt = perGeneration((at) => createEventLogReader(mongo, { clock, generation: at }));
  const writerAt = perGeneration((at) => createEventLogWriter(mongo, at, clock));
  const reader = () => readerAt(generation ?? mongo.generations.read('event-log'));
  return {
    page: async (...request) => reader().page(...request),
    count: async (...request) => reader().count(...request),
    entriesByIds: async (...request) => reader().entriesByIds(...request),
    activity: async (...request) => reader().activity(...request),
    append: async (events) =>
      writeAll(generation === undefined ? mongo.generations.written('event-log') : [generation], writerAt, (writer) =>
        writer.append(events),
      ),
  };
}

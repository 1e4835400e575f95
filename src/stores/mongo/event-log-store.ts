import type { EventLogReads } from '../../domain/event-log/event-log-reads.js';
import type { EventLogWriter } from '../../domain/event-log/event-log-writer.js';
import type { Clock } from '../../kernel/clock.js';
import { createEventLogReader } from './event-log-reader.js';
import { createEventLogWriter } from './event-log-writer.js';
import type { Mongo } from './mongo-connection.js';

/** The event log in MongoDB, both sides. */
export function createEventLogStore(mongo: Mongo, parts: { readonly clock: Clock }): EventLogReads & EventLogWriter {
  return { ...createEventLogReader(mongo, parts), ...createEventLogWriter(mongo) };
}

import type { EventLogWriter } from '../../../domain/event-log/event-log-writer.js';
import type { ConsumerDefinition } from '../../kafka/kafka-port.js';

/**
 * Logs every event: once per event ID, because the log knows its IDs, and in any order, because entries are ordered by
 * the time of the event and activity is a sum. A replay of the whole topics changes nothing.
 */
export function createEventLogConsumer(parts: {
  readonly log: EventLogWriter;
  readonly isTransient: (error: unknown) => boolean;
}): ConsumerDefinition {
  return {
    group: 'event-log',
    topics: ['surveys', 'bookings'],
    // Entries commit in groups: one record at a time would commit each alone.
    concurrency: 20,
    isTransient: parts.isTransient,
    async handle({ event }) {
      await parts.log.append([event]);
    },
  };
}

import { readPublished } from '../../../contracts/cloud-event.js';
import type { PublishedEvent } from '../../../contracts/event-attributes.js';
import type { EventLogWriter } from '../../../domain/event-log/event-log-writer.js';
import type { ConsumerDefinition, EventRecord } from '../../kafka/kafka-port.js';

/**
 * Logs every event as it was published, also of types that only a newer gateway knows. Each is logged once per event
 * ID, because the log knows its IDs, and in any order, because entries are ordered by the time of the event and
 * activity is a sum. A replay of the whole topics changes nothing.
 */
export function createEventLogConsumer(parts: {
  readonly log: EventLogWriter;
  readonly isTransient: (error: unknown) => boolean;
}): ConsumerDefinition<PublishedEvent> {
  const handleTogether = async (records: readonly EventRecord<PublishedEvent>[]) =>
    void (await parts.log.append(records.map(({ event }) => event)));
  return {
    group: 'event-log',
    topics: ['surveys', 'bookings'],
    read: readPublished,
    // Entries commit in groups: one record at a time would commit each alone.
    concurrency: 200,
    isTransient: parts.isTransient,
    handle: (record) => handleTogether([record]),
    handleTogether,
  };
}

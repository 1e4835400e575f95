import type { PublishedEvent } from '../../contracts/event-attributes.js';

/** The log, for its one writer. */
export interface EventLogWriter {
  /**
   * Logs the events and counts them in the hourly activity, both or neither. Resolves when a majority has them, to the
   * number of new entries. An event whose ID is in the log changes nothing, so events may be repeated and arrive in any
   * order.
   */
  append(events: readonly PublishedEvent[]): Promise<number>;
}

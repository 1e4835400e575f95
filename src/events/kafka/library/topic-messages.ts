import { groupBy } from '../../../kernel/group-by.js';
import type { OutgoingRecord } from '../outgoing-record.js';

/**
 * The records by their topic, in order, as both libraries take them. They may write into the objects, which are new.
 */
export function topicMessages(records: readonly OutgoingRecord[]) {
  return [...groupBy(records, ({ topic }) => topic)].map(([topic, messages]) => ({
    topic,
    messages: messages.map(({ partition, key, value, headers }) => ({
      partition,
      key,
      value,
      headers: { ...headers },
    })),
  }));
}

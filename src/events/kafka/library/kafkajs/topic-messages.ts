import type { TopicMessages } from 'kafkajs';
import { groupBy } from '../../../../kernel/group-by.js';
import type { OutgoingRecord } from '../../outgoing-record.js';

/** The records as kafkajs takes them, in order. */
export function topicMessages(records: readonly OutgoingRecord[]): TopicMessages[] {
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

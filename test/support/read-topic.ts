import type { IncomingRecord } from '../../src/events/kafka/incoming-record.js';
import type { KafkaClient } from '../../src/events/kafka/kafka-client.js';
import { createLogReader } from '../../src/events/follow/log-reader.js';
import { silent } from './own-kafka.js';

/** Every record that is in a topic (named as on the cluster) now, each partition in order. */
export async function readTopic(client: KafkaClient, topic: string): Promise<IncomingRecord[]> {
  const reader = createLogReader(client, [topic], silent);
  const records: IncomingRecord[] = [];
  try {
    for (const [partition, range] of (await reader.ranges([topic])).get(topic) ?? []) {
      for (let offset = range.first; offset < range.end;) {
        const [fetched] = await reader.read([{ topic, partition, offset }], 1024 * 1024, new AbortController().signal);
        records.push(...(fetched?.records ?? []));
        offset = fetched?.next ?? range.end;
      }
    }
    return records;
  } finally {
    await reader.stop();
  }
}

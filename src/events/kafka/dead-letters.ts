import type { Logger } from '../../ops/logger.js';
import { deadLetterTopic, redriveTopic } from '../contracts/topics.js';
import type { KafkaClient } from './kafka-client.js';
import { createLogReader } from './log-reader.js';
import { createRecordProducer } from './record-producer.js';

export interface RedriveConfig {
  readonly client: KafkaClient;
  /** The consumer group whose dead letters are to be tried again. */
  readonly group: string;
  readonly logger: Logger;
}

/** No consumer of that name has ever been run on this cluster. */
export class UnknownGroupError extends Error {
  override readonly name = 'UnknownGroupError';
}

const CHUNK_BYTES = 512 * 1024;

/**
 * Gives a group the dead letters there are now once more, and resolves to how many. They move to the group's redrive topic,
 * which only that group reads, so no other sees an event again; it meets them as it would have met them in their own topic,
 * and one that fails again is a dead letter again. A crash, or a second redrive at the same time, may give a letter twice,
 * which the handlers' idempotence bears; none is lost. Throws UnknownGroupError when the group has no dead-letter topic.
 */
export async function redrive({ client, group, logger }: RedriveConfig): Promise<number> {
  const from = client.topicName(deadLetterTopic(group));
  const to = client.topicName(redriveTopic(group));
  if (!(await client.ask((admin) => admin.listTopics())).includes(from)) throw new UnknownGroupError(`There is no topic ${from}`);
  const reader = createLogReader(client, [from], logger);
  const producer = createRecordProducer(client);
  try {
    const range = (await reader.ranges([from])).get(from)?.get(0);
    const end = range?.end ?? 0n;
    let count = 0;
    // Not beyond the end of now: a letter that fails again at once would be given for ever.
    for (let offset = range?.first ?? 0n; offset < end; ) {
      const [fetched] = await reader.read([{ topic: from, partition: 0, offset }], CHUNK_BYTES, new AbortController().signal);
      const letters = (fetched?.records ?? []).filter((record) => record.offset < end);
      await producer.send(letters.map(({ key, value, headers }) => ({ topic: to, partition: 0, key, value, headers })));
      offset = fetched === undefined || fetched.next > end ? end : fetched.next;
      // Only what is safely in the other topic is taken from this one.
      await deleteBefore(client, from, offset);
      count += letters.length;
    }
    return count;
  } finally {
    await Promise.all([reader.stop(), producer.stop()]);
  }
}

async function deleteBefore(client: KafkaClient, topic: string, offset: bigint): Promise<void> {
  await client.ask(async (admin) => {
    // The client deletes only from topics it has been asked about before.
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: offset.toString() }] });
  });
}

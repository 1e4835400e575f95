import type { Logger } from '../../ops/logger.js';
import { deadLetterTopic, redriveTopic, TOPICS, type TopicKey } from '../../contracts/topics.js';
import { brokerRefusal } from '../kafka/broker-refusal.js';
import { isByReference, originalPositionOf, restoreContent } from './dead-letter.js';
import type { IncomingRecord } from '../kafka/incoming-record.js';
import type { KafkaClient } from '../kafka/kafka-client.js';
import { OffsetOutOfRangeError } from '../follow/log-fetch.js';
import { createLogReader, type LogReader } from '../follow/log-reader.js';
import { createRecordProducer } from '../produce/record-producer.js';

interface RedriveConfig {
  readonly client: KafkaClient;
  /** The consumer group whose dead letters are to be tried again. */
  readonly group: string;
  readonly logger: Logger;
}

/** No consumer with that name has ever run on this cluster. */
export class UnknownGroupError extends Error {
  override readonly name = 'UnknownGroupError';
}

const CHUNK_BYTES = 512 * 1024;

/**
 * Redrives the dead letters that a group has now, and resolves to their number. The letters move to the group's redrive
 * topic. Only that group reads it, so no other group receives an event again. The group handles them like records of
 * their own topic: a letter that fails again becomes a dead letter again. A crash, or a second redrive at the same
 * time, may redrive a letter twice; the handlers are idempotent. No letter is lost. A letter stays a dead letter when
 * the broker refuses it, or when the log no longer has the record to which it refers. This is logged, and the other
 * letters are redriven. Throws UnknownGroupError when the group has no dead-letter topic.
 */
export async function redrive({ client, group, logger }: RedriveConfig): Promise<number> {
  const from = client.topicName(deadLetterTopic(group));
  const to = client.topicName(redriveTopic(group));
  if (!(await client.ask((admin) => admin.listTopics())).includes(from))
    throw new UnknownGroupError(`There is no topic ${from}`);
  const reader = createLogReader(client, [from], logger);
  // Connects at the first letter that refers to its record.
  const log = createLogReader(
    client,
    Object.values(TOPICS).map((topic) => client.topicName(topic)),
    logger,
  );
  const producer = createRecordProducer(client);
  const send = (topic: string, letters: readonly IncomingRecord[]) =>
    producer.send(letters.map(({ key, value, headers }) => ({ topic, partition: 0, key, value, headers })));

  /** The letters to redrive, complete. A letter that cannot be completed is appended to the dead letters again. */
  async function whole(letters: readonly IncomingRecord[]): Promise<IncomingRecord[]> {
    const given: IncomingRecord[] = [];
    for (const letter of letters) {
      const found = isByReference(letter) ? await originalOf(log, client, letter) : letter;
      if (found === undefined) await leave(letter, 'the log no longer has the record that the letter refers to');
      else given.push(found);
    }
    return given;
  }

  async function leave(letter: IncomingRecord, reason: string): Promise<void> {
    await send(from, [letter]);
    logger.warn(
      { offset: letter.offset.toString(), reason },
      'A dead letter cannot be redriven and stays in its topic',
    );
  }

  /** Resolves to the number of letters that the topic has accepted. */
  async function give(letters: readonly IncomingRecord[]): Promise<number> {
    try {
      await send(to, letters);
      return letters.length;
    } catch (error) {
      if (brokerRefusal(error) === undefined) throw error;
      const [first] = letters;
      if (letters.length === 1 && first !== undefined) return leave(first, (error as Error).message).then(() => 0);
      let given = 0;
      for (const letter of letters) given += await give([letter]);
      return given;
    }
  }

  try {
    const range = (await reader.ranges([from])).get(from)?.get(0);
    const end = range?.end ?? 0n;
    let count = 0;
    // Not beyond the present end: a letter that fails again at once would be redriven without end.
    for (let offset = range?.first ?? 0n; offset < end;) {
      const [fetched] = await reader.read(
        [{ topic: from, partition: 0, offset }],
        CHUNK_BYTES,
        new AbortController().signal,
      );
      const letters = (fetched?.records ?? []).filter((record) => record.offset < end);
      count += await give(await whole(letters));
      offset = fetched === undefined || fetched.next > end ? end : fetched.next;
      // A letter is deleted here only after it was stored elsewhere.
      await deleteBefore(client, from, offset);
    }
    return count;
  } finally {
    await Promise.all([reader.stop(), log.stop(), producer.stop()]);
  }
}

/** The complete letter, from the log. Undefined when the log no longer has the record to which it refers. */
async function originalOf(
  reader: LogReader,
  client: KafkaClient,
  letter: IncomingRecord,
): Promise<IncomingRecord | undefined> {
  const origin = originalPositionOf(letter, (name): name is TopicKey => Object.hasOwn(TOPICS, name));
  if (origin === undefined) return undefined;
  const at = { topic: client.topicName(origin.topic), partition: origin.partition, offset: origin.offset };
  try {
    const [fetched] = await reader.read([at], CHUNK_BYTES, new AbortController().signal);
    const original = fetched?.records.find(({ offset }) => offset === origin.offset);
    return original && restoreContent(letter, original);
  } catch (error) {
    if (error instanceof OffsetOutOfRangeError) return undefined;
    throw error;
  }
}

async function deleteBefore(client: KafkaClient, topic: string, offset: bigint): Promise<void> {
  await client.ask(async (admin) => {
    // The client deletes only from topics whose metadata it has loaded before.
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: offset.toString() }] });
  });
}

import { DomainError } from '../../kernel/errors.js';
import type { Id } from '../../kernel/ids.js';
import { UNKNOWN_OUTCOME_MESSAGE, WRITE_OUTCOME } from '../../ops/operation-scope.js';
import type { Logger } from '../../ops/logger.js';
import type { DeadLetter, DeadLetterContent, RedriveOutcome, RedriveResult } from '../../contracts/dead-letter.js';
import { deadLetterTopic, redriveTopic, TOPICS } from '../../contracts/topics.js';
import { noneOutOfRange } from '../follow/log-fetch.js';
import { createLogReader } from '../follow/log-reader.js';
import { answerWithin } from '../kafka/answer-within.js';
import type { KafkaClient } from '../kafka/kafka-client.js';
import { createRecordProducer } from '../produce/record-producer.js';
import { createLetterIndex, type IndexedLetter } from './letter-index.js';
import { letterContentOf } from './read-letter.js';
import { createLetterRedriver, type RedriveOptions } from './redrive-letters.js';

interface DeadLettersConfig {
  readonly client: KafkaClient;
  /** The consumer groups whose letters these are. */
  readonly groups: readonly string[];
  readonly logger: Logger;
  /** The most open letters of a group that are kept in memory: its oldest. */
  readonly maxLetters?: number;
  /** How long an answer of the cluster may take. */
  readonly answerWithinMs?: number;
}

/** The open dead letters of some groups. Every method throws UNAVAILABLE when the cluster does not answer in time. */
export interface DeadLetters {
  /** The open letters, each group's oldest first. `isPartial` says whether there are more than memory is kept for. */
  open(): Promise<{ readonly letters: readonly DeadLetter[]; readonly isPartial: boolean }>;
  /** The content of an open letter that `mayRead` accepts; undefined when there is none. */
  content(id: Id, mayRead: (letter: DeadLetter) => boolean): Promise<DeadLetterContent | undefined>;
  /**
   * Redrives the open letters with these IDs that `mayRedrive` accepts. The group handles them like records of their
   * own topic; no other group gets them. A letter that fails again is a new letter with one more redrive. Resolves to
   * one result for each ID.
   */
  redrive(
    ids: readonly Id[],
    options: RedriveOptions,
    mayRedrive: (letter: DeadLetter) => boolean,
  ): Promise<readonly RedriveResult[]>;
  stop(): Promise<void>;
}

/** About 15 MB for the four groups of the gateway, if every text has its greatest length. */
const MAX_LETTERS = 2_500;
const ANSWER_WITHIN_MS = 5_000;
const CHUNK_BYTES = 512 * 1024;
const UNAVAILABLE = 'The dead letters are unavailable at the moment.';

/** See DeadLetters. Connects at the first use. */
export function createDeadLetters(config: DeadLettersConfig): DeadLetters {
  const { client, logger, maxLetters = MAX_LETTERS, answerWithinMs = ANSWER_WITHIN_MS } = config;
  const ended = new AbortController();
  const producer = createRecordProducer(client);
  // Connects at the first letter that refers to its record.
  const log = createLogReader(
    client,
    Object.values(TOPICS).map((topic) => client.topicName(topic)),
    logger,
  );
  const groups = config.groups.map((group) => {
    const topic = client.topicName(deadLetterTopic(group));
    const reader = createLogReader(client, [topic], logger);
    const to = client.topicName(redriveTopic(group));
    return {
      group,
      topic,
      reader,
      index: createLetterIndex({ reader, group, topic, maxLetters, signal: ended.signal }),
      redrive: createLetterRedriver({ client, group, from: topic, to, reader, log, producer, logger }),
    };
  });
  type Group = (typeof groups)[number];
  /** The last redrive of each group. */
  const turns = new Map<Group, Promise<unknown>>();

  const answered = <T>(
    ask: (signal: AbortSignal) => Promise<T>,
    unavailable = () => new DomainError('UNAVAILABLE', UNAVAILABLE),
  ) => answerWithin({ ms: answerWithinMs, ended: ended.signal, unavailable }, ask);

  async function find(id: Id): Promise<{ readonly group: Group; readonly found: IndexedLetter } | undefined> {
    for (const group of groups) {
      const found = (await group.index.refreshed()).letters.get(id);
      if (found !== undefined) return { group, found };
    }
    return undefined;
  }

  /** Redrives the group's letters among these. One call after the other, so this process redrives none twice. */
  function redriveOf(
    group: Group,
    ids: ReadonlySet<Id>,
    options: RedriveOptions,
    mayRedrive: (letter: DeadLetter) => boolean,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<Id, RedriveOutcome>> {
    const redriving = (turns.get(group) ?? Promise.resolve()).then(async () => {
      const { letters } = await group.index.refreshed();
      const found = [...ids].flatMap((id) => letters.get(id) ?? []).filter(({ letter }) => mayRedrive(letter));
      if (found.length === 0) return new Map<Id, RedriveOutcome>();
      const outcomes = await group.redrive(found, options, signal);
      if (!options.dryRun) await trim(group);
      return outcomes;
    });
    turns.set(
      group,
      redriving.catch(() => undefined),
    );
    return redriving;
  }

  /** Deletes the settled letters at the beginning of the topic. When it fails, the next redrive does it. */
  async function trim({ group, index, topic }: Group): Promise<void> {
    try {
      const { settledBefore, first } = await index.refreshed();
      if (settledBefore > first) await deleteBefore(client, topic, settledBefore);
    } catch (error) {
      logger.warn({ group, err: error }, 'Redriven dead letters could not be deleted yet');
    }
  }

  return {
    open: () =>
      answered(async () => {
        const open = await Promise.all(groups.map(({ index }) => index.refreshed()));
        return {
          letters: open.flatMap(({ letters }) => [...letters.values()].map(({ letter }) => letter)),
          isPartial: open.some(({ isPartial }) => isPartial),
        };
      }),

    content: (id, mayRead) =>
      answered(async (signal) => {
        const place = await find(id);
        if (place === undefined || !mayRead(place.found.letter)) return undefined;
        const { topic, reader, group } = place.group;
        const at = { topic, partition: 0, offset: place.found.at };
        const [fetched] = await reader.read([at], CHUNK_BYTES, signal).catch(noneOutOfRange);
        const record = fetched?.records.find(({ offset }) => offset === place.found.at);
        const content = record && letterContentOf(record, group);
        return content?.letter.id === id ? content : undefined;
      }),

    redrive: (ids, options, mayRedrive) =>
      answered(async (signal) => {
        const outcomes = new Map<Id, RedriveOutcome>();
        for (const group of groups)
          for (const [id, outcome] of await redriveOf(group, new Set(ids), options, mayRedrive, signal))
            outcomes.set(id, outcome);
        return ids.map((id) => ({ id, outcome: outcomes.get(id) ?? 'not_found' }));
      }, outcomeUnknown),

    async stop() {
      ended.abort();
      await Promise.all([log.stop(), producer.stop(), ...groups.map(({ reader }) => reader.stop())]);
    },
  };
}

const outcomeUnknown = () =>
  new DomainError('UNAVAILABLE', `${UNAVAILABLE} ${UNKNOWN_OUTCOME_MESSAGE}`, WRITE_OUTCOME.unknown);

async function deleteBefore(client: KafkaClient, topic: string, offset: bigint): Promise<void> {
  await client.ask(async (admin) => {
    // The client deletes only from topics whose metadata it has loaded before.
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: offset.toString() }] });
  });
}

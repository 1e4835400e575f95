import type { RedriveOutcome } from '../../contracts/dead-letter.js';
import { deadLetterTopic } from '../../contracts/topics.js';
import type { Logger } from '../../ops/logger.js';
import type { KafkaClient } from '../kafka/kafka-client.js';
import { createDeadLetters } from './dead-letters.js';
import type { RedriveOptions } from './redrive-letters.js';

interface RedriveConfig extends Partial<RedriveOptions> {
  readonly client: KafkaClient;
  /** The consumer group whose dead letters are to be tried again. */
  readonly group: string;
  readonly logger: Logger;
}

/** What became of the letters: their numbers. */
export interface RedriveReport {
  /** In a dry run, those that would be redriven. */
  readonly redriven: number;
  /** The letters that stay, by the reason. */
  readonly left: Readonly<Partial<Record<RedriveOutcome, number>>>;
  /** Whether there are more letters than one run redrives. */
  readonly isPartial: boolean;
}

/** No consumer with that name has ever run on this cluster. */
export class UnknownGroupError extends Error {
  override readonly name = 'UnknownGroupError';
}

/** For a command, which has a process of its own. */
export const COMMAND_LIMITS = { maxLetters: 200_000, answerWithinMs: 10 * 60_000 };

/**
 * Redrives the dead letters that a group has now. A letter that fails again meanwhile is a new letter and waits for the
 * next call. Letters that cannot be redriven stay. Throws UnknownGroupError when the group has no dead-letter topic.
 */
export async function redriveGroup(config: RedriveConfig): Promise<RedriveReport> {
  const { client, group, logger, force = false, dryRun = false } = config;
  const topic = client.topicName(deadLetterTopic(group));
  if (!(await client.ask((admin) => admin.listTopics())).includes(topic))
    throw new UnknownGroupError(`There is no topic ${topic}`);
  const deadLetters = createDeadLetters({ client, groups: [group], logger, ...COMMAND_LIMITS });
  try {
    const { letters, isPartial } = await deadLetters.open();
    const ids = letters.map(({ id }) => id);
    const left: Partial<Record<RedriveOutcome, number>> = {};
    let redriven = 0;
    for (const { outcome } of await deadLetters.redrive(ids, { force, dryRun }, () => true))
      if (outcome === 'redriven') redriven += 1;
      else left[outcome] = (left[outcome] ?? 0) + 1;
    return { redriven, left, isPartial };
  } finally {
    await deadLetters.stop();
  }
}

/**
 * The topics that data teams subscribe to. Names get the prefix of the installation. The key of a record is the
 * aggregate ID, so all events of one survey, response, show or booking are in order in one partition.
 */
export interface TopicContract {
  readonly name: string;
  readonly partitions: number;
  readonly retentionMs: number;
}

/** The largest batch of records that the gateway's topics accept, unless their owner changes `max.message.bytes`. */
export const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
/**
 * The largest event: key, value and headers of its message. The rest of MAX_MESSAGE_BYTES is for the batch around it
 * and for the headers of a dead letter, so every published event also fits into a dead-letter topic.
 */
export const MAX_EVENT_BYTES = MAX_MESSAGE_BYTES - 64 * 1024;

const DAY_MS = 24 * 60 * 60 * 1000;

export const TOPICS = {
  surveys: { name: 'survey-events', partitions: 6, retentionMs: 7 * DAY_MS },
  bookings: { name: 'booking-events', partitions: 6, retentionMs: 7 * DAY_MS },
} as const satisfies Record<string, TopicContract>;
export type TopicKey = keyof typeof TOPICS;

/** The topic where a consumer group puts the records that it cannot apply, with their cause. */
export function deadLetterTopic(group: string): TopicContract {
  return { name: `${group}.dead-letters`, partitions: 1, retentionMs: 30 * DAY_MS };
}

/** The topic for dead letters to try again. Only the group itself reads it, so no other group receives them twice. */
export function redriveTopic(group: string): TopicContract {
  return { name: `${group}.redrive`, partitions: 1, retentionMs: 30 * DAY_MS };
}

import type { KafkaMessage } from 'kafkajs';

/** The answer to a fetch of kafkajs, which its types do not declare. */
export interface FetchAnswer {
  readonly responses: readonly { readonly topicName: string; readonly partitions: readonly FetchedPartition[] }[];
}

export interface FetchedPartition {
  readonly partition: number;
  readonly messages: readonly FetchedMessage[];
  /** The aborted transactions of these messages, in the order in which they ended. */
  readonly abortedTransactions?: readonly { readonly producerId: string; readonly firstOffset: string }[] | null;
}

export type FetchedMessage = KafkaMessage & {
  /** Whether it marks the end of a transaction. Readers pass over it. */
  readonly isControlRecord?: boolean;
  readonly batchContext?: { readonly producerId: string; readonly inTransaction: boolean };
};

const ABORT_MARKER = Buffer.from([0, 0, 0, 0]);

/**
 * The messages, with those of aborted transactions marked as control records: readers pass over them, and their
 * position still moves. kafkajs's own filter takes the transactions for ordered by their first offset, and lets records
 * pass when transactions of several producers interleave in a partition. It also takes a record for a marker by its key
 * alone.
 */
export function withoutAborted({ messages, abortedTransactions }: FetchedPartition): readonly FetchedMessage[] {
  if (!abortedTransactions?.length) return messages;
  const ahead = abortedTransactions
    .map(({ producerId, firstOffset }) => ({ producerId: String(producerId), firstOffset: BigInt(firstOffset) }))
    .sort((a, b) => (a.firstOffset < b.firstOffset ? -1 : 1));
  /** The producers whose transaction, open at the message in hand, will be aborted. */
  const aborting = new Set<string>();
  return messages.map((message) => {
    for (let next = ahead[0]; next !== undefined && next.firstOffset <= BigInt(message.offset); next = ahead[0]) {
      aborting.add(next.producerId);
      ahead.shift();
    }
    const producerId = String(message.batchContext?.producerId);
    if (message.isControlRecord === true) {
      if (message.key?.equals(ABORT_MARKER) === true) aborting.delete(producerId);
      return message;
    }
    const isAborted = message.batchContext?.inTransaction === true && aborting.has(producerId);
    return isAborted ? { ...message, isControlRecord: true } : message;
  });
}

/** The answer without messages of aborted transactions. kafkajs then has nothing to filter. */
export function committedAnswer(answer: FetchAnswer): FetchAnswer {
  return { ...answer, responses: answer.responses.map(committedTopic) };
}

function committedTopic(topic: FetchAnswer['responses'][number]): FetchAnswer['responses'][number] {
  return {
    ...topic,
    partitions: topic.partitions.map((partition) => ({
      ...partition,
      messages: withoutAborted(partition),
      abortedTransactions: [],
    })),
  };
}

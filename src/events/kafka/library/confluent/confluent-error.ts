/** librdkafka's codes of the errors that the gateway knows by the protocol's name. */
const TYPES: Readonly<Record<number, string>> = {
  3: 'UNKNOWN_TOPIC_OR_PARTITION',
  10: 'MESSAGE_TOO_LARGE',
  17: 'INVALID_TOPIC_EXCEPTION',
  18: 'RECORD_LIST_TOO_LARGE',
  32: 'INVALID_TIMESTAMP',
  43: 'UNSUPPORTED_FOR_MESSAGE_FORMAT',
  87: 'INVALID_RECORD',
  // The library's own, when the cluster's metadata has no such topic or partition.
  [-188]: 'UNKNOWN_TOPIC_OR_PARTITION',
  [-190]: 'UNKNOWN_TOPIC_OR_PARTITION',
};

/** An error of librdkafka with the protocol's name in `type`, as the errors of kafkajs have it. */
export class ConfluentError extends Error {
  override readonly name = 'ConfluentError';
  readonly type: string | undefined;
  readonly retriable: boolean;

  constructor(cause: unknown) {
    const { message, code, retriable } = (cause ?? {}) as { message?: string; code?: number; retriable?: boolean };
    super(message ?? 'librdkafka has failed', { cause });
    this.type = code === undefined ? undefined : TYPES[code];
    this.retriable = retriable === true;
  }
}

/** Passes the result on, and failures as ConfluentError. */
export async function named<T>(result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (error) {
    throw new ConfluentError(error);
  }
}

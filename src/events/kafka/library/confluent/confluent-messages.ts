import { groupBy } from '../../../../kernel/group-by.js';
import type { OutgoingRecord } from '../../outgoing-record.js';

/** The package takes an empty buffer for no value, unless it is a part of a larger one. */
const EMPTY = Buffer.alloc(1).subarray(0, 0);

/** The records as the package takes them, in order. It writes into the objects, so they are new ones. */
export function confluentMessages(records: readonly OutgoingRecord[]) {
  return [...groupBy(records, ({ topic }) => topic)].map(([topic, messages]) => ({
    topic,
    messages: messages.map(({ partition, key, value, headers }) => ({
      partition,
      key: orEmpty(key),
      value: orEmpty(value),
      headers: { ...headers },
    })),
  }));
}

function orEmpty(bytes: Buffer | string | null): Buffer | string | null {
  return bytes?.length === 0 ? EMPTY : bytes;
}

import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import {
  withoutAborted,
  type FetchedMessage,
  type FetchedPartition,
} from '../../../../src/events/kafka/library/kafkajs/aborted-messages.js';

const filterOfKafkajs = createRequire(import.meta.url)('kafkajs/src/consumer/filterAbortedMessages.js') as (
  partition: Omit<FetchedPartition, 'partition'>,
) => FetchedMessage[];

const context = (producer: number) => ({ producerId: String(producer), inTransaction: true });
const message = (offset: number, producer: number, key = 'k'): FetchedMessage => ({
  offset: String(offset),
  key: Buffer.from(key),
  value: Buffer.from('v'),
  timestamp: '0',
  attributes: 0,
  headers: {},
  batchContext: context(producer),
});
const marker = (offset: number, producer: number, kind: 'abort' | 'commit'): FetchedMessage => ({
  ...message(offset, producer),
  key: Buffer.from([0, 0, 0, kind === 'abort' ? 0 : 1]),
  isControlRecord: true,
});
const aborted = (...transactions: readonly (readonly [producer: number, firstOffset: number])[]) =>
  transactions.map(([producer, firstOffset]) => ({ producerId: String(producer), firstOffset: String(firstOffset) }));
const read = (partition: Omit<FetchedPartition, 'partition'>) =>
  withoutAborted({ partition: 0, ...partition })
    .filter(({ isControlRecord }) => isControlRecord !== true)
    .map(({ offset }) => Number(offset));
const readByKafkajs = (partition: Omit<FetchedPartition, 'partition'>) =>
  filterOfKafkajs(partition)
    .filter(({ isControlRecord }) => isControlRecord !== true)
    .map(({ offset }) => Number(offset));

/** Producer 2 begins last and ends first; the broker names its transaction first. */
const INTERLEAVED = {
  messages: [message(0, 1), message(1, 2), marker(2, 2, 'abort'), marker(3, 1, 'abort'), message(4, 3)],
  abortedTransactions: aborted([2, 1], [1, 0]),
};
/** A fetch that begins in the middle of two transactions. */
const IN_THE_MIDDLE = {
  messages: [message(5, 2), message(6, 1), marker(7, 1, 'abort'), marker(8, 2, 'abort')],
  abortedTransactions: aborted([1, 0], [2, 1]),
};
/** The key of a record is what a marker's key is. */
const LIKE_A_MARKER = {
  messages: [message(0, 1), message(1, 1, '\0\0\0\0'), message(2, 1), marker(3, 1, 'abort')],
  abortedTransactions: aborted([1, 0]),
};

describe('records of aborted transactions', () => {
  it('are passed over when the transactions of several producers interleave', () => {
    expect(read(INTERLEAVED)).toEqual([4]);
    expect(read(IN_THE_MIDDLE)).toEqual([]);
    expect(read(LIKE_A_MARKER)).toEqual([]);
  });

  it('would be read with the filter of kafkajs (negative control)', () => {
    expect(readByKafkajs(INTERLEAVED)).toEqual([0, 4]);
    expect(readByKafkajs(IN_THE_MIDDLE)).toEqual([5]);
    expect(readByKafkajs(LIKE_A_MARKER)).toEqual([1, 2]);
  });

  it('are passed over up to the marker, and later transactions of the producer are read', () => {
    expect(
      read({
        messages: [
          message(0, 1),
          marker(1, 1, 'abort'),
          message(2, 1),
          marker(3, 1, 'commit'),
          message(4, 1),
          marker(5, 1, 'abort'),
        ],
        abortedTransactions: aborted([1, 0], [1, 4]),
      }),
    ).toEqual([2]);
  });

  it('stay in the list, so that a reader moves over a fetch of nothing else', () => {
    const partition = { partition: 0, messages: [message(0, 1)], abortedTransactions: aborted([1, 0]) };
    expect(withoutAborted(partition)).toMatchObject([{ offset: '0', isControlRecord: true }]);
  });

  it('are none without transactions', () => {
    const messages = [message(0, 1)];
    expect(withoutAborted({ partition: 0, messages, abortedTransactions: [] })).toBe(messages);
    expect(withoutAborted({ partition: 0, messages, abortedTransactions: null })).toBe(messages);
  });
});

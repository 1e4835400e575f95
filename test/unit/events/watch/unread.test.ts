import { describe, expect, it } from '@jest/globals';
import { MOST } from '../../../../src/events/watch/read-cluster.js';
import { readingOf, unreadOf } from '../../../../src/events/watch/unread.js';

const log = (topic: string, partition: number, low: bigint, high: bigint) => ({ topic, partition, low, high });
const group = (name: string, ...offsets: readonly (readonly [string, number, bigint])[]) => ({
  name,
  state: 'Empty',
  members: [],
  offsets: offsets.map(([topic, partition, offset]) => ({ topic, partition, offset })),
});
const lagsOf = (reading: ReturnType<typeof readingOf>) =>
  reading.lags.map(({ group: name, topic, partition, lag }) => `${name} ${topic}/${partition} ${lag}`);

describe('the unread records of a group', () => {
  it('are those between its offset and the end of the log', () => {
    const reading = readingOf(
      [group('a', ['t', 0, 4n], ['t', 1, 9n])],
      [],
      [log('t', 0, 0n, 10n), log('t', 1, 0n, 9n)],
    );
    expect(lagsOf(reading)).toEqual(['a t/0 6', 'a t/1 0']);
    expect(reading.backlogs.map(({ partition, offset }) => [partition, offset])).toEqual([[0, 4n]]);
  });

  it('begin with the oldest record when retention has deleted those before', () => {
    const reading = readingOf([group('a', ['t', 0, 4n])], [], [log('t', 0, 7n, 10n)]);
    expect(lagsOf(reading)).toEqual(['a t/0 3']);
    expect(reading.backlogs[0]?.offset).toBe(7n);
  });

  it('are all records for a group of the gateway that has read none, also when it has never joined', () => {
    const own = [{ name: 'own', topics: ['t'] }];
    const logs = [log('t', 0, 2n, 5n), log('other', 0, 0n, 5n)];
    expect(lagsOf(readingOf([], own, logs))).toEqual(['own t/0 3']);
    // What another group reads is known by its offsets alone.
    expect(lagsOf(readingOf([group('foreign')], [], logs))).toEqual([]);
  });

  it('are as old as the oldest of all partitions, and are lost when retention ends for it', () => {
    const reading = readingOf(
      [group('a', ['t', 0, 1n], ['t', 1, 1n], ['kept', 0, 0n], ['read', 0, 3n])],
      [],
      [log('t', 0, 0n, 5n), log('t', 1, 0n, 5n), log('kept', 0, 0n, 1n), log('read', 0, 0n, 3n)],
    );
    const times = new Map<string, number | undefined>([
      ['t/0@1', 5_000],
      ['t/1@1', 2_000],
      ['kept/0@0', 1_000],
    ]);
    expect(unreadOf(reading, times, new Map([['t', 60_000]]))).toEqual([
      { group: 'a', topic: 't', oldestAt: 2_000, lostAt: 62_000 },
      // It is kept forever.
      { group: 'a', topic: 'kept', oldestAt: 1_000, lostAt: undefined },
      { group: 'a', topic: 'read', oldestAt: undefined, lostAt: undefined },
    ]);
  });

  it('are unknown while no time of them could be read, and never look as if there were none', () => {
    const logs = [log('t', 0, 0n, 5n), log('t', 1, 0n, 5n)];
    const reading = readingOf([group('a', ['t', 0, 1n], ['t', 1, 1n])], [], logs);
    expect(unreadOf(reading, new Map(), new Map())).toEqual([]);
    expect(unreadOf(reading, new Map([['t/1@1', 3_000]]), new Map())).toEqual([
      { group: 'a', topic: 't', oldestAt: 3_000, lostAt: undefined },
    ]);
    // No record follows: the log ends in marks of transactions, which nobody receives.
    const marks = new Map<string, number | undefined>([['t/0@1', undefined]]);
    expect(unreadOf(reading, marks, new Map())).toEqual([
      { group: 'a', topic: 't', oldestAt: undefined, lostAt: undefined },
    ]);
  });

  it('are found in a moment for as many partitions and groups as are looked at', () => {
    const logs = Array.from({ length: MOST.partitions }, (_, at) => log(`t${at % MOST.topics}`, at, 0n, 5n));
    const groups = Array.from({ length: MOST.groups }, (_, at) => ({
      name: `g${at}`,
      state: 'Empty',
      members: [],
      offsets: logs.map(({ topic, partition }) => ({ topic, partition, offset: 1n })),
    }));
    const began = performance.now();
    expect(unreadOf(readingOf(groups, [], logs), new Map(), new Map())).toEqual([]);
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

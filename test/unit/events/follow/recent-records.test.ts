import { describe, expect, it } from '@jest/globals';
import type { EventRecord } from '../../../../src/events/kafka/kafka-port.js';
import { RecentRecords } from '../../../../src/events/follow/recent-records.js';
import { recordOf, surveyCreated } from '../../../support/events.js';

const record = (partition: number, offset: number): EventRecord => ({
  ...recordOf(surveyCreated(), 'surveys'),
  partition,
  offset: BigInt(offset),
});
const at = (...offsets: number[]) =>
  new Map([['surveys' as const, new Map(offsets.map((offset, partition) => [partition, BigInt(offset)]))]]);
/** Keeps three records, complete from offset 10 of two partitions. */
const recentFrom10 = () => {
  const recent = new RecentRecords({ records: 3, bytes: 1_000 });
  recent.restart(at(10, 10));
  return recent;
};

describe('RecentRecords', () => {
  it('has everything from where it started', () => {
    const recent = recentFrom10();
    recent.add(record(0, 10), 1);
    expect(recent.missing(at(10, 10))).toEqual([]);
    expect(recent.missing(at(9, 10))).toEqual([{ topic: 'surveys', partition: 0, offset: 9n }]);
  });

  it('drops the oldest and knows of which partition', () => {
    const recent = recentFrom10();
    const [first] = [recent.firstSequence];
    for (const [partition, offset] of [
      [0, 10],
      [1, 10],
      [0, 11],
      [0, 12],
    ] as const)
      recent.add(record(partition, offset), 1);
    expect(recent.at(first)).toBeUndefined();
    expect(recent.at(recent.firstSequence)).toMatchObject({ partition: 1, offset: 10n });
    expect(recent.missing(at(10, 10))).toEqual([{ topic: 'surveys', partition: 0, offset: 10n }]);
    expect(recent.missing(at(11, 10))).toEqual([]);
  });

  it('keeps within its bytes, whatever the number', () => {
    const recent = recentFrom10();
    recent.add(record(0, 10), 600);
    recent.add(record(0, 11), 600);
    expect(recent.endSequence - recent.firstSequence).toBe(1);
    recent.add(record(0, 12), 5_000);
    expect(recent.endSequence - recent.firstSequence).toBe(0);
    expect(recent.missing(at(12, 10))).toHaveLength(1);
  });

  it('vouches only for offsets it has read up to, of all partitions', () => {
    const recent = recentFrom10();
    recent.add(record(0, 10), 1);
    expect(recent.vouchesFor(at(11, 10))).toBe(true);
    expect(recent.vouchesFor(at(12, 10))).toBe(false);
    expect(recent.vouchesFor(at(9, 10))).toBe(false);
    expect(recent.vouchesFor(at(10))).toBe(false);
    recent.passed('surveys', 0, 12n);
    expect(recent.vouchesFor(at(12, 10))).toBe(true);
  });

  it('keeps counting when it starts anew', () => {
    const recent = recentFrom10();
    recent.add(record(0, 10), 1);
    const before = recent.endSequence;
    recent.restart(at(50, 50));
    expect(recent.firstSequence).toBe(before);
    expect(recent.endSequence).toBe(before);
    expect(recent.missing(at(10, 50))).toHaveLength(1);
  });
});

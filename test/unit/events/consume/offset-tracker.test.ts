import { describe, expect, it } from '@jest/globals';
import { OffsetTracker } from '../../../../src/events/consume/offset-tracker.js';

/** A tracker that has received these offsets. */
const trackerOf = (...offsets: number[]) => {
  const tracker = new OffsetTracker();
  for (const offset of offsets) tracker.received(BigInt(offset));
  return tracker;
};

describe('OffsetTracker', () => {
  it('has nothing to commit before a record is received', () => {
    expect(new OffsetTracker().committable).toBeUndefined();
  });

  it('commits up to the first record that is not done, whatever is done behind it', () => {
    const tracker = trackerOf(10, 11, 12, 13);
    expect(tracker.committable).toBe(10n);
    tracker.acknowledged(11n);
    tracker.acknowledged(13n);
    expect(tracker.committable).toBe(10n);
    tracker.acknowledged(10n);
    expect(tracker.committable).toBe(12n);
    tracker.acknowledged(12n);
    expect(tracker.committable).toBe(14n);
    expect(tracker.outstanding).toBe(0);
  });

  it('steps over offsets at which the log has no record', () => {
    const tracker = trackerOf(5, 9, 20);
    tracker.acknowledged(5n);
    expect(tracker.committable).toBe(9n);
    tracker.acknowledged(9n);
    tracker.acknowledged(20n);
    expect(tracker.committable).toBe(21n);
  });

  it('says that a record has been received before', () => {
    const tracker = trackerOf(7);
    expect(tracker.received(7n)).toBe(false);
    expect(tracker.received(3n)).toBe(false);
    expect(tracker.received(8n)).toBe(true);
    tracker.acknowledged(7n);
    expect(tracker.received(7n)).toBe(false);
    expect(tracker.committable).toBe(8n);
  });

  it('changes nothing when a record is acknowledged twice or was never received', () => {
    const tracker = trackerOf(1, 2);
    tracker.acknowledged(1n);
    tracker.acknowledged(1n);
    tracker.acknowledged(99n);
    expect(tracker.committable).toBe(2n);
  });

  it('never commits past a record that is not done, in any order of a thousand', () => {
    const tracker = trackerOf(...Array.from({ length: 1000 }, (_, offset) => offset));
    const shuffled = Array.from({ length: 1000 }, (_, offset) => ({ offset, rank: (offset * 7919) % 1009 })).sort(
      (a, b) => a.rank - b.rank,
    );
    const done = new Set<number>();
    for (const { offset } of shuffled) {
      tracker.acknowledged(BigInt(offset));
      done.add(offset);
      let first = 0;
      while (done.has(first)) first += 1;
      expect(tracker.committable).toBe(BigInt(first));
    }
  });

  it('loses a record when the highest acknowledged offset is committed instead (negative control)', () => {
    const acknowledged = [11n, 13n];
    const naive = acknowledged.reduce((a, b) => (a > b ? a : b)) + 1n;
    const tracker = trackerOf(10, 11, 12, 13);
    acknowledged.forEach((offset) => tracker.acknowledged(offset));
    const lost = [10n, 12n].filter((offset) => offset < naive);
    expect(lost).toEqual([10n, 12n]);
    expect([10n, 12n].filter((offset) => offset < (tracker.committable ?? 0n))).toEqual([]);
  });
});

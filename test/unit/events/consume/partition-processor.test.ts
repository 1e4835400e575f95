import { describe, expect, it } from '@jest/globals';
import { createPartitionProcessor } from '../../../../src/events/consume/partition-processor.js';
import { until } from '../../../support/until.js';

interface Item {
  readonly offset: bigint;
  readonly key: string;
}
const item = (offset: number, key: string): Item => ({ offset: BigInt(offset), key });

/** A lane whose records end when the test says so. */
function laneWithGates(concurrency: number, after: Promise<void> = Promise.resolve()) {
  const inHand = new Map<bigint, { done: () => void; fail: () => void }>();
  const begun: bigint[] = [];
  const lane = createPartitionProcessor<Item>({
    after,
    concurrency,
    bytesOf: ({ key }) => key.length,
    keyOf: ({ key }) => key,
    onProgress: () => undefined,
    process: ({ offset }, signal) =>
      new Promise((resolve, reject) => {
        begun.push(offset);
        const end = (how: () => void) => () => inHand.delete(offset) && how();
        inHand.set(offset, { done: end(resolve), fail: end(() => reject(signal.reason as Error)) });
      }),
  });
  return {
    lane,
    begun,
    inHand,
    done: (offset: number) => inHand.get(BigInt(offset))?.done(),
    fail: (offset: number) => inHand.get(BigInt(offset))?.fail(),
  };
}

describe('a partition lane', () => {
  it('takes one record after the other', async () => {
    const { lane, begun, done } = laneWithGates(1);
    lane.push([item(0, 'a'), item(1, 'b')]);
    await until('the first begins', () => begun.length === 1);
    expect(begun).toEqual([0n]);
    done(0);
    await until('the second begins', () => begun.length === 2);
    expect(lane.committable).toBe(1n);
  });

  it('works on several keys at once, and on the records of one key in order', async () => {
    const { lane, begun, done } = laneWithGates(3);
    lane.push([item(0, 'a'), item(1, 'a'), item(2, 'b'), item(3, 'a'), item(4, 'c')]);
    await until('three keys are in hand', () => begun.length === 3);
    expect(begun).toEqual([0n, 2n, 4n]);
    done(4);
    done(2);
    await until('what is done is noted', () => lane.size === 3);
    expect(lane.committable).toBe(0n);
    done(0);
    await until('the key goes on', () => begun.includes(1n));
    expect(begun).not.toContain(3n);
    expect(lane.committable).toBe(1n);
  });

  it('knows how much its records take, until they are done or given up', async () => {
    const { lane, done } = laneWithGates(1);
    lane.push([item(0, 'four'), item(1, 'two'), item(0, 'four')]);
    expect(lane.bytes).toBe(7);
    await until('the first is in hand', () => lane.oldestStart !== undefined);
    done(0);
    await until('it is done', () => lane.size === 1);
    expect(lane.bytes).toBe(3);
    lane.push([item(2, 'more')]);
    await until('the second is in hand', () => lane.oldestStart !== undefined);
    const closed = lane.close();
    expect(lane.bytes).toBe(3);
    done(1);
    await closed;
    expect(lane.bytes).toBe(0);
  });

  it('leaves out a record that comes again', async () => {
    const { lane, begun, done } = laneWithGates(1);
    lane.push([item(0, 'a')]);
    lane.push([item(0, 'a'), item(1, 'a')]);
    await until('it begins', () => begun.length === 1);
    done(0);
    await until('the next begins', () => begun.length === 2);
    expect(begun).toEqual([0n, 1n]);
  });

  it('begins after its predecessor has ended', async () => {
    const first = laneWithGates(1);
    first.lane.push([item(0, 'a'), item(1, 'a')]);
    await until('the first lane works', () => first.begun.length === 1);
    const second = laneWithGates(1, first.lane.close());
    second.lane.push([item(0, 'a')]);
    await new Promise(setImmediate);
    expect(second.begun).toEqual([]);
    first.done(0);
    await until('the second lane works', () => second.begun.length === 1);
    expect(first.begun).toEqual([0n]);
    expect(first.lane.committable).toBe(1n);
  });

  it('does not count a record it had to give up', async () => {
    const { lane, begun, fail } = laneWithGates(1);
    lane.push([item(0, 'a')]);
    await until('it begins', () => begun.length === 1);
    const closed = lane.close();
    fail(0);
    await closed;
    expect(lane.committable).toBe(0n);
  });
});

describe('a partition lane that settles records together', () => {
  /** Each call ends when the test says so. */
  function laneOfCalls(concurrency: number) {
    const calls: { offsets: number[]; settle: (offset: number) => void; end: () => void; fail: () => void }[] = [];
    const lane = createPartitionProcessor<Item>({
      after: Promise.resolve(),
      concurrency,
      bytesOf: ({ key }) => key.length,
      keyOf: ({ key }) => key,
      onProgress: () => undefined,
      process: () => Promise.reject(new Error('not called')),
      processTogether: (records, signal, settled) =>
        new Promise((resolve, reject) => {
          calls.push({
            offsets: records.map(({ offset }) => Number(offset)),
            settle: (offset) => settled(records.find((record) => record.offset === BigInt(offset))!),
            end: () => (records.forEach(settled), resolve()),
            fail: () => reject(signal.reason as Error),
          });
        }),
    });
    return { lane, calls };
  }

  it('takes the next records, also of one key, and none before the earlier ones have ended', async () => {
    const { lane, calls } = laneOfCalls(3);
    lane.push([item(0, 'a'), item(1, 'a'), item(2, 'b'), item(3, 'c'), item(5, 'a')]);
    await until('the first call', () => calls.length === 1);
    expect(calls[0]?.offsets).toEqual([0, 1, 2]);
    expect([lane.size, lane.committable]).toEqual([5, 0n]);
    calls[0]?.end();
    await until('the second call', () => calls.length === 2);
    expect(calls[1]?.offsets).toEqual([3, 5]);
    expect([lane.size, lane.committable, lane.bytes]).toEqual([2, 3n, 2]);
    calls[1]?.end();
    await until('all are settled', () => lane.size === 0);
    expect([lane.committable, lane.bytes]).toEqual([6n, 0]);
  });

  it('leaves what was not settled before it ended to the next owner', async () => {
    const { lane, calls } = laneOfCalls(3);
    lane.push([item(0, 'a'), item(1, 'b'), item(2, 'c'), item(3, 'd')]);
    await until('the call', () => calls.length === 1);
    calls[0]?.settle(0);
    expect([lane.committable, lane.size]).toEqual([1n, 3]);
    const closed = lane.close();
    calls[0]?.fail();
    await closed;
    expect([lane.committable, lane.size, lane.bytes, calls.length]).toEqual([1n, 0, 0, 1]);
  });
});

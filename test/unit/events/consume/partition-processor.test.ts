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

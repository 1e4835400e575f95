import { describe, expect, it } from '@jest/globals';
import type { EventRecord } from '../../../../src/events/kafka/kafka-port.js';
import { RecentRecords } from '../../../../src/events/follow/recent-records.js';
import {
  createFollower,
  type Cursor,
  type Follower,
  type FollowerConfig,
} from '../../../../src/events/follow/stream-follower.js';
import { createMetrics } from '../../../../src/ops/metrics.js';
import { recordOf, surveyCreated } from '../../../support/events.js';

const PARTITIONS = 3;
const event = surveyCreated();

/** A log in memory, a tail that keeps few of its records, and a way to read it again. */
function aLog(keep: number) {
  const log: EventRecord[][] = Array.from({ length: PARTITIONS }, () => []);
  const recent = new RecentRecords({ records: keep, bytes: 1_000_000 });
  const followers = new Set<Follower>();
  const cursorAt = (offset: (partition: number) => number): Cursor =>
    new Map([['surveys', new Map(log.map((_, partition) => [partition, BigInt(offset(partition))]))]]);
  recent.restart(cursorAt(() => 0));
  const stopped = new AbortController();
  let reads = 0;
  const config: FollowerConfig = {
    mustCheck: false,
    stopped: stopped.signal,
    recent,
    followers,
    metrics: createMetrics().stream,
    check: () => Promise.resolve(),
    epoch: () => 0,
    read: async (positions) => {
      reads += 1;
      await new Promise(setImmediate);
      return positions.map(({ topic, partition, offset }) => {
        const records = (log[partition] ?? []).slice(Number(offset), Number(offset) + 2);
        return { topic, partition, records, next: offset + BigInt(records.length) };
      });
    },
  };
  return {
    cursorAt,
    followers,
    keptOffsets: () =>
      Array.from(
        { length: recent.endSequence - recent.firstSequence },
        (_, index) => recent.at(recent.firstSequence + index)?.offset,
      ),
    get reads() {
      return reads;
    },
    add(partition: number) {
      const record = { ...recordOf(event, 'surveys'), partition, offset: BigInt(log[partition]?.length ?? 0) };
      log[partition]?.push(record);
      recent.add(record, 1);
      for (const follower of followers) follower.wake();
    },
    follow: (cursor: Cursor) => createFollower(cursor, config),
  };
}

const take = async (records: AsyncIterator<EventRecord, void>, count: number) => {
  const taken: string[] = [];
  while (taken.length < count) {
    const { value } = await records.next();
    if (value === undefined || value === null) break;
    taken.push(`${value.partition}/${value.offset}`);
  }
  return taken;
};
const inOrder = (counts: readonly number[]) =>
  counts.map((count, partition) => Array.from({ length: count }, (_, offset) => `${partition}/${offset}`));
const byPartition = (taken: readonly string[]) =>
  Array.from({ length: PARTITIONS }, (_, partition) => taken.filter((name) => name.startsWith(`${partition}/`)));

describe('a follower of the stream', () => {
  it('reads what is kept without going to the log', async () => {
    const log = aLog(100);
    for (let n = 0; n < 9; n += 1) log.add(n % PARTITIONS);
    expect(byPartition(await take(log.follow(log.cursorAt(() => 0)), 9))).toEqual(inOrder([3, 3, 3]));
    expect(log.reads).toBe(0);
  });

  it('waits for what is not there yet', async () => {
    const log = aLog(100);
    const following = log.follow(log.cursorAt(() => 0));
    const next = following.next();
    await new Promise(setImmediate);
    log.add(1);
    expect((await next).value).toMatchObject({ partition: 1, offset: 0n });
  });

  it('reads from the log what is no longer kept, and then what is', async () => {
    const log = aLog(4);
    for (let n = 0; n < 30; n += 1) log.add(n % PARTITIONS);
    expect(byPartition(await take(log.follow(log.cursorAt(() => 0)), 30))).toEqual(inOrder([10, 10, 10]));
    expect(log.reads).toBeGreaterThan(0);
  });

  it('misses and repeats nothing while it is overtaken again and again', async () => {
    const log = aLog(3);
    const following = log.follow(log.cursorAt(() => 0));
    const counts = [0, 0, 0];
    const taken: string[] = [];
    let seed = 7;
    const random = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
    for (let round = 0; round < 300; round += 1) {
      for (let burst = random(9); burst >= 0; burst -= 1) {
        const partition = random(PARTITIONS);
        counts[partition] = (counts[partition] ?? 0) + 1;
        log.add(partition);
      }
      const behind = counts.reduce((a, b) => a + b) - taken.length;
      taken.push(...(await take(following, random(behind + 1))));
    }
    taken.push(...(await take(following, counts.reduce((a, b) => a + b) - taken.length)));
    expect(byPartition(taken)).toEqual(inOrder(counts));
  });

  it('is overtaken in that test: what is kept alone has gaps (negative control)', () => {
    const log = aLog(3);
    for (let n = 0; n < 12; n += 1) log.add(0);
    expect(log.keptOffsets()).toEqual([9n, 10n, 11n]);
  });

  it('ends when it is told to while waiting, and when the stream stops', async () => {
    const log = aLog(4);
    const [told, stopped] = [log.follow(log.cursorAt(() => 0)), log.follow(log.cursorAt(() => 0))];
    const ends = [told.next(), stopped.next()];
    await new Promise(setImmediate);
    void told.return();
    expect(await ends[0]).toEqual({ done: true, value: undefined });
    for (const follower of log.followers) follower.end();
    expect(await ends[1]).toEqual({ done: true, value: undefined });
    expect(log.followers.size).toBe(0);
    const early = log.follow(log.cursorAt(() => 0));
    void early.return();
    expect(await early.next()).toEqual({ done: true, value: undefined });
  });
});

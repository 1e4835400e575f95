import type { EventSource } from '../../src/contracts/event-source.js';
import type { EventRecord } from '../../src/events/kafka/kafka-port.js';
import { RecentRecords } from '../../src/events/follow/recent-records.js';
import { createFollower, type Follower } from '../../src/events/follow/stream-follower.js';
import { createMetrics } from '../../src/ops/metrics.js';
import { recordOf, surveyCreated } from './events.js';

/** A log of one partition in memory, followed as the gateway follows Kafka's. Its events are numbers. */
export interface MemoryLog {
  /** Adds the next event. */
  add(): void;
  /** Follows from the n-th event on, or from now on. */
  follow(from?: number): EventSource<number>;
  /** Sources that are being read. */
  readonly followers: number;
  /** Ends all of them, as a stream that stops does. */
  stop(): void;
}

/** An empty log. */
export function createMemoryLog(): MemoryLog {
  const records: EventRecord[] = [];
  const recent = new RecentRecords({ records: 1_000, bytes: 1_000_000 });
  const followers = new Set<Follower>();
  const at = (offset: number) => new Map([['surveys' as const, new Map([[0, BigInt(offset)]])]]);
  const stopped = new AbortController();
  recent.restart(at(0));
  const config = {
    mustCheck: false,
    stopped: stopped.signal,
    recent,
    followers,
    metrics: createMetrics().stream,
    check: () => Promise.resolve(),
    epoch: () => 0,
    read: () => Promise.reject(new Error('Everything is kept')),
  };
  const numbers = (source: ReturnType<typeof createFollower>): EventSource<number> => ({
    get waitsAt() {
      return source.waitsAt;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    next: async () => {
      const { value, done } = await source.next();
      return done === true ? { value: undefined, done } : { value: Number(value.offset), done: false };
    },
    return: async () => {
      await source.return();
      return { value: undefined, done: true };
    },
    again: () => numbers(source.again()),
  });
  return {
    add() {
      const record = { ...recordOf(surveyCreated(), 'surveys'), partition: 0, offset: BigInt(records.length) };
      records.push(record);
      recent.add(record, 1);
      for (const follower of followers) follower.wake();
    },
    follow: (from) => numbers(createFollower(at(from ?? records.length), config)),
    get followers() {
      return followers.size;
    },
    stop() {
      for (const follower of followers) follower.end();
    },
  };
}

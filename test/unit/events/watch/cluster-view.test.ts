import { describe, expect, it } from '@jest/globals';
import type { Group, PartitionLog } from '../../../../src/events/watch/cluster-state.js';
import { createClusterView } from '../../../../src/events/watch/cluster-view.js';
import { readingOf, unreadOf } from '../../../../src/events/watch/unread.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

function viewAt(clock: { now: number }) {
  const view = createClusterView({
    prefix: 'p.',
    topics: new Map([
      ['events', 'events'],
      ['gone', 'redrive'],
    ]),
    groups: ['mine'],
    now: () => clock.now,
  });
  const replicas = (topic: string, partition = 0) => ({ topic, partition, leader: 1, replicas: [1, 2], inSync: [1] });
  /** One look at the cluster. */
  const see = (logs: readonly PartitionLog[], groups: readonly Group[], times = new Map<string, number>()) => {
    view.showTopics({ brokers: [1, 2], partitions: logs.map(({ topic, partition }) => replicas(topic, partition)) });
    view.showLogs(logs);
    const reading = readingOf(groups, [{ name: 'p.mine', topics: ['p.events'] }], logs);
    view.showGroups(groups, reading, unreadOf(reading, times, new Map([['p.events', HOUR_MS]])));
  };
  return { view, see };
}
const log = (high: bigint, topic = 'p.events'): PartitionLog => ({ topic, partition: 0, low: 2n, high });
const group = (name: string, offset: bigint, topic = 'p.events'): Group => ({
  name,
  state: 'Stable',
  members: [
    { memberId: 'm-1', clientId: 'c', host: '10.0.0.1', partitions: [{ topic, partition: 0 }] },
    { memberId: 'm-2', clientId: 'c', host: '10.0.0.2', partitions: [{ topic: 'p.of-others', partition: 0 }] },
  ],
  offsets: [{ topic, partition: 0, offset }],
});

describe('the view of the cluster', () => {
  it('has nothing until the cluster was seen, and when that was too long ago', () => {
    const clock = { now: 1_000_000 };
    const { view, see } = viewAt(clock);
    expect(view.snapshot()).toBeUndefined();
    see([log(5n)], []);
    clock.now += MINUTE_MS;
    view.forgetOlderThan(MINUTE_MS);
    expect(view.snapshot()?.seenAt).toEqual(new Date(1_000_000));
    clock.now += 1;
    view.forgetOlderThan(MINUTE_MS);
    expect(view.snapshot()).toBeUndefined();
  });

  it('shows topics with their partitions and readers, by names without the prefix', () => {
    const clock = { now: 1_000_000 };
    const { view, see } = viewAt(clock);
    see([log(10n), log(7n, 'p.of-others')], [group('p.mine', 4n)], new Map([['p.events/0@4', 970_000]]));
    expect(view.snapshot()?.topics).toEqual([
      {
        name: 'events',
        purpose: 'events',
        partitions: [{ partition: 0, leader: 1, replicas: [1, 2], inSync: [1], oldestOffset: '2', endOffset: '10' }],
        retentionMs: null,
        retentionBytes: null,
        cleanupPolicy: null,
        minInSyncReplicas: null,
        maxMessageBytes: null,
        records: '8',
        recordsPerSecond: null,
        readers: [{ group: 'mine', lag: '6', lagSeconds: 30, secondsToDataLoss: 3_570 }],
      },
    ]);
  });

  it('shows groups with the member that reads each partition', () => {
    const { view, see } = viewAt({ now: 1_000_000 });
    see([log(10n)], [group('p.mine', 4n)], new Map([['p.events/0@4', 970_000]]));
    expect(view.snapshot()?.groups).toEqual([
      {
        name: 'mine',
        isOwn: true,
        state: 'Stable',
        members: [
          { memberId: 'm-1', clientId: 'c', host: '10.0.0.1', partitions: ['events/0'] },
          { memberId: 'm-2', clientId: 'c', host: '10.0.0.2', partitions: [] },
        ],
        partitions: [
          { topic: 'events', partition: 0, committedOffset: '4', endOffset: '10', lag: '6', memberId: 'm-1' },
        ],
        lag: '6',
        lagSeconds: 30,
      },
    ]);
  });

  it('shows a foreign group only when it reads a topic of the gateway', () => {
    const { view, see } = viewAt({ now: 1_000_000 });
    const foreign = [group('p.reader', 10n), group('p.stranger', 1n, 'p.of-others')];
    see([log(10n), log(9n, 'p.of-others')], foreign);
    expect(view.snapshot()?.groups.map(({ name, isOwn }) => [name, isOwn])).toEqual([
      ['mine', true],
      ['reader', false],
    ]);
  });

  it('does not know the lag in seconds while the oldest unread record could not be read', () => {
    const { view, see } = viewAt({ now: 1_000_000 });
    see([log(10n)], [group('p.mine', 4n)]);
    expect(view.snapshot()?.groups[0]).toMatchObject({ lag: '6', lagSeconds: null });
    expect(view.snapshot()?.topics[0]?.readers[0]).toMatchObject({ lag: '6', lagSeconds: null });
  });

  it('keeps the last hour of each group, and no more samples than it has room for', () => {
    const clock = { now: 10_000_000 };
    const { view, see } = viewAt(clock);
    see([log(10n)], [group('p.mine', 10n)]);
    clock.now += HOUR_MS;
    see([log(12n)], [group('p.mine', 10n)]);
    expect(view.history('mine').map(({ lag }) => lag)).toEqual(['0', '2']);
    clock.now += 1;
    see([log(13n)], [group('p.mine', 10n)]);
    expect(view.history('mine').map(({ lag }) => lag)).toEqual(['2', '3']);
    for (let look = 0; look < 1_000; look += 1) see([log(13n)], [group('p.mine', 13n)]);
    expect(view.history('mine')).toHaveLength(360);
    expect(view.history('unknown')).toEqual([]);
  });

  it('measures the rate over the last minute, also when a topic was emptied', () => {
    const clock = { now: 1_000_000 };
    const { view, see } = viewAt(clock);
    const rate = () => view.snapshot()?.topics[0]?.recordsPerSecond;
    see([log(100n)], []);
    clock.now += 10_000;
    see([log(150n)], []);
    expect(rate()).toBe(5);
    clock.now += MINUTE_MS;
    see([log(150n)], []);
    clock.now += 10_000;
    see([log(150n)], []);
    expect(rate()).toBe(0);
    clock.now += 10_000;
    see([log(20n)], []);
    expect(rate()).toBeNull();
  });
});

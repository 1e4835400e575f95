import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { resetOffsets, type OffsetReset } from '../../../src/events/watch/reset-offsets.js';
import { openClusterConnection, type WatchedBroker } from '../../../src/events/watch/cluster-connection.js';
import { createOwnConsumers, inOnePartition, noting, type OwnConsumers } from '../../support/own-consumers.js';
import { until } from '../../support/until.js';

let own: OwnConsumers;
beforeAll(async () => {
  own = await createOwnConsumers();
});
afterEach(() => own.stopRunning());
afterAll(() => own.drop());

const TOPICS = ['survey-events', 'booking-events'];
const reset = (group: string, over: Partial<OffsetReset> = {}) =>
  resetOffsets(own.client, TOPICS, {
    group,
    topic: undefined,
    partition: undefined,
    target: { kind: 'earliest' },
    dryRun: false,
    ...over,
  });

/** A group that has read these events, with its running consumer. */
async function groupThatHasRead(count: number) {
  const group = await own.aGroup();
  const events = inOnePartition(count);
  const { handle, noted } = noting(events);
  const consumer = own.aConsumer({ group, topics: ['surveys'], handle });
  await consumer.start();
  await own.publisher.publish(events);
  await until('it has all', () => noted.length === count);
  await until('the offsets are committed', async () => (await own.behind(group)).length === 0);
  return { group, events, consumer };
}

describe('a reset of offsets', () => {
  it('lets a group read again what it had read', async () => {
    const { group, events, consumer } = await groupThatHasRead(3);
    await consumer.stop();
    expect(await reset(group)).toMatchObject({ done: true });
    const again = noting(events);
    await own.aConsumer({ group, topics: ['surveys'], handle: again.handle }).start();
    await until('it has read all again', () => again.noted.length === events.length);
  });

  it('is refused while the group has members, and changes nothing', async () => {
    const { group } = await groupThatHasRead(2);
    const before = await own.committed(group);
    expect(await reset(group)).toEqual({ done: false, refusal: 'active' });
    expect(await own.committed(group)).toEqual(before);
  });

  // What the reset relies on: without it, a member that joins after the check would be overtaken.
  it('is refused by Kafka itself while the group has members, also when nobody has looked before', async () => {
    const { group, consumer } = await groupThatHasRead(2);
    const groupId = own.client.groupName(group);
    const connection = openClusterConnection(own.client);
    try {
      await connection.cluster.connect();
      const coordinator = (await connection.cluster.findGroupCoordinator({ groupId })) as unknown as WatchedBroker;
      const commit = () =>
        coordinator.offsetCommit({
          groupId,
          groupGenerationId: -1,
          memberId: '',
          topics: [{ topic: own.client.topicName('surveys'), partitions: [{ partition: 0, offset: '0' }] }],
        });
      await expect(commit()).rejects.toMatchObject({ type: 'UNKNOWN_MEMBER_ID' });
      expect((await own.committed(group)).get(0)).not.toBe(0n);
      await consumer.stop();
      await commit();
      expect((await own.committed(group)).get(0)).toBe(0n);
    } finally {
      await connection.close();
    }
  });

  it('of a group that nobody has, or of topics that it does not read, is refused', async () => {
    const { group, consumer } = await groupThatHasRead(1);
    await consumer.stop();
    expect(await reset('nobody')).toEqual({ done: false, refusal: 'no_such_group' });
    expect(await reset(group, { topic: 'of-others' })).toEqual({ done: false, refusal: 'no_such_group' });
    expect(await reset(group, { topic: TOPICS[0], partition: 99 })).toEqual({ done: false, refusal: 'out_of_range' });
  });
});

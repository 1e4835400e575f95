import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createRecordProducer } from '../../../src/events/produce/record-producer.js';
import { deadLetterTopic } from '../../../src/contracts/topics.js';
import { createMetrics } from '../../../src/ops/metrics.js';
import { createOwnConsumers, inOnePartition, noting, type OwnConsumers } from '../../support/own-consumers.js';
import { readTopic } from '../../support/read-topic.js';
import { redriven } from '../../support/redriven.js';
import { until } from '../../support/until.js';

let own: OwnConsumers;
beforeAll(async () => {
  own = await createOwnConsumers();
});
afterEach(() => own.stopRunning());
afterAll(() => own.drop());

describe('a record that cannot be applied', () => {
  it('becomes a dead letter with its cause while the partition goes on, and can be given to its group once more', async () => {
    const [group, bystander] = [await own.aGroup(), await own.aGroup()];
    const events = inOnePartition(5);
    const poison = events[2];
    const [mine, theirs] = [noting(events), noting(events)];
    let isRepaired = false;
    let attempts = 0;
    const metrics = createMetrics();
    const consumer = own.aConsumer(
      {
        group,
        topics: ['surveys'],
        async handle(record) {
          if (record.event.id === poison?.id && !isRepaired) {
            attempts += 1;
            throw new RangeError('no such seat');
          }
          await mine.handle(record);
        },
      },
      {},
      own.client,
      metrics,
    );
    await Promise.all([
      consumer.start(),
      own.aConsumer({ group: bystander, topics: ['surveys'], handle: theirs.handle }).start(),
    ]);
    await own.publisher.publish(events);
    await until('the others are applied', () => mine.noted.length === 4 && theirs.noted.length === 5);
    expect(attempts).toBe(3);
    await until('it is committed', async () => (await own.behind(group)).length === 0);

    const [letter, ...none] = await readTopic(own.client, own.client.topicName(deadLetterTopic(group)));
    expect(none).toEqual([]);
    const headers = Object.fromEntries(
      Object.entries(letter?.headers ?? {}).map(([name, value]) => [name, value.toString()]),
    );
    expect(headers).toMatchObject({
      ce_id: poison?.id,
      'dead-letter-group': group,
      'dead-letter-cause': 'handler_failed',
      'dead-letter-topic': 'surveys',
      'dead-letter-partition': '0',
      'dead-letter-attempts': '3',
      'dead-letter-error': 'RangeError',
      'dead-letter-reason': 'no such seat',
      'dead-letter-offset': expect.stringMatching(/^\d+$/),
      'dead-letter-stack': expect.stringContaining('dead-letters.test.ts'),
    });
    expect(letter?.value?.toString()).toBe(JSON.stringify(poison?.data));

    // Still broken: it fails again, and is a dead letter again.
    expect(await redriven(own.client, group)).toBe(1);
    await until('it has failed again', () => attempts === 6);
    await until(
      'it is back',
      async () => (await readTopic(own.client, own.client.topicName(deadLetterTopic(group)))).length === 1,
    );

    isRepaired = true;
    expect(await redriven(own.client, group)).toBe(1);
    await until('it is applied', () => mine.ids().includes(poison?.id ?? ''));
    expect(mine.noted.at(-1)).toMatchObject({
      topic: 'surveys',
      partition: 0,
      offset: BigInt(headers['dead-letter-offset'] ?? -1),
    });
    expect(await redriven(own.client, group)).toBe(0);
    expect(theirs.noted).toHaveLength(5);
    const { values } = await metrics.consumers.records.get();
    expect(values.find(({ labels }) => labels.outcome === 'dead_lettered')?.value).toBe(2);
  });

  it('becomes one at once when it is no event at all', async () => {
    const group = await own.aGroup();
    const producer = createRecordProducer(own.client);
    const topic = own.client.topicName('bookings');
    await producer.send([
      { topic, partition: 3, key: 'k', value: 'not json', headers: {} },
      { topic, partition: 3, key: null, value: null, headers: {} },
    ]);
    await producer.stop();
    await own.aConsumer({ group, topics: ['bookings'], handle: () => Promise.resolve() }).start();
    const letters = () => readTopic(own.client, own.client.topicName(deadLetterTopic(group)));
    await until('both are dead letters', async () => (await letters()).length === 2);
    const [first, second] = await letters();
    expect(first?.value?.toString()).toBe('not json');
    expect(first?.headers['dead-letter-attempts']?.toString()).toBe('0');
    expect(second?.value).toBeNull();
    expect(second?.headers['dead-letter-reason']?.toString()).toMatch(/no value/);
  });

  it("is tried until it succeeds when the failure is the store's", async () => {
    const group = await own.aGroup();
    const events = inOnePartition(2);
    const { noted, handle, ids } = noting(events);
    let outage = 0;
    const consumer = own.aConsumer({
      group,
      topics: ['surveys'],
      isTransient: (error) => error instanceof Error && error.message === 'connection refused',
      async handle(record) {
        if (record.event.id === events[0]?.id && (outage += 1) <= 20) throw new Error('connection refused');
        await handle(record);
      },
    });
    await consumer.start();
    await own.publisher.publish(events);
    await until('both are applied', () => noted.length === 2);
    expect(outage).toBe(21);
    expect(ids()).toEqual(events.map((event) => event.id));
    expect(await readTopic(own.client, own.client.topicName(deadLetterTopic(group)))).toEqual([]);
  });
});

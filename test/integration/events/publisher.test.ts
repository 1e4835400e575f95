import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRecordProducer } from '../../../src/events/produce/record-producer.js';
import { ensureTopics, gatewayTopics } from '../../../src/events/kafka/topics.js';
import type { GatewayEvent } from '../../../src/contracts/gateway-event.js';
import { faultyKafka } from '../../support/faulty-kafka.js';
import { createOwnKafka, type OwnKafka } from '../../support/own-kafka.js';
import { someId, surveyCreated } from '../../support/events.js';
import { readTopic } from '../../support/read-topic.js';
import { createTestPublisher } from '../../support/published-events.js';

let own: OwnKafka;
beforeAll(async () => {
  own = await createOwnKafka('some-group');
});
afterAll(() => own.drop());

describe('ensureTopics', () => {
  it('may be called again, by several at once', async () => {
    const topics = gatewayTopics(['some-group', 'another-group']);
    await Promise.all([ensureTopics(own.client, topics, 1), ensureTopics(own.another(), topics, 1)]);
    const names = await own.client.ask((admin) => admin.listTopics());
    expect(names).toEqual(expect.arrayContaining(topics.map((topic) => own.client.topicName(topic))));
  });

  it('refuses a topic with another number of partitions', async () => {
    const topic = { name: 'odd', partitions: 3, retentionMs: 60_000 };
    await own.createTopic({ topic: own.client.topicName(topic), numPartitions: 2 });
    await expect(ensureTopics(own.client, [topic], 1)).rejects.toThrow(/has 2 partitions and must have 3/);
  });
});

describe('the publisher', () => {
  it('keeps the order of each aggregate, from calls at the same time too', async () => {
    const publisher = createTestPublisher(own.client);
    await publisher.start();
    const aggregates = Array.from({ length: 10 }, () => someId('Survey'));
    const sent = new Map<string, string[]>(aggregates.map((id) => [id, []]));
    const calls = Array.from({ length: 40 }, () => {
      const events: GatewayEvent[] = aggregates.map((id) => surveyCreated({}, id));
      for (const event of events) sent.get(event.aggregateId)?.push(event.id);
      return publisher.publish(events);
    });
    await Promise.all(calls);
    await publisher.stop();

    const records = await readTopic(own.client, own.client.topicName('surveys'));
    for (const id of aggregates) {
      const found = records.filter((record) => record.key?.toString() === id);
      expect(found.map((record) => record.headers['ce_id']?.toString())).toEqual(sent.get(id));
      expect(new Set(found.map((record) => record.partition)).size).toBe(1);
    }
  });

  it('publishes more than fits one request', async () => {
    const publisher = createTestPublisher(own.client);
    const surveyId = someId('Survey');
    const large = Array.from({ length: 5 }, () => ({
      ...surveyCreated({}, surveyId),
      data: { surveyId, title: 'x'.repeat(500_000), language: 'en' },
    }));
    await publisher.publish(large);
    await publisher.stop();
    const found = (await readTopic(own.client, own.client.topicName('surveys'))).filter(
      (record) => record.key?.toString() === surveyId,
    );
    expect(found.map((record) => record.headers['ce_id']?.toString())).toEqual(large.map((event) => event.id));
  });
});

describe('a producer after a failed send', () => {
  const recordIn = (topic: string, value: string) => ({ topic, partition: 0, key: 'k', value, headers: {} });

  it('says so, and works again with the next', async () => {
    const producer = createRecordProducer(own.client);
    const topic = own.client.topicName('bookings');
    await producer.send([recordIn(topic, 'before')]);
    await expect(producer.send([recordIn('there-is-no-such-topic', 'x')])).rejects.toThrow();
    await producer.send([recordIn(topic, 'after')]);
    await producer.stop();
    expect(await valuesIn(topic)).toEqual(['before', 'after']);
  });

  it('writes what it sends after one that was never answered', async () => {
    const topic = await aTopic('guarded');
    const { client, silence, heal } = faultyKafka(own.client, 1_000);
    const producer = createRecordProducer(client);
    await producer.send([recordIn(topic, 'first')]);
    silence();
    await expect(producer.send([recordIn(topic, 'unanswered')])).rejects.toThrow();
    heal();
    await producer.send([recordIn(topic, 'next')]);
    await producer.stop();
    expect(await valuesIn(topic)).toEqual(['first', 'unanswered', 'next']);
  });

  it('would take the next for written without its being so, with the client alone (negative control)', async () => {
    const topic = await aTopic('unguarded');
    const { client, silence, heal } = faultyKafka(own.client, 1_000);
    const producer = client
      .connections()
      .kafka.producer({ idempotent: true, maxInFlightRequests: 1, retry: { retries: 1 } });
    await producer.connect();
    const send = (value: string) => producer.send({ topic, messages: [{ key: 'k', value, partition: 0 }] });
    await send('first');
    silence();
    await expect(send('unanswered')).rejects.toThrow();
    heal();
    // A new connection, the same producer: what it sends has the numbers of what was written unanswered.
    await producer.disconnect();
    await producer.connect();
    expect(await send('next')).toMatchObject([{ errorCode: 0 }]);
    await producer.disconnect();
    expect(await valuesIn(topic)).toEqual(['first', 'unanswered']);
  });

  async function aTopic(name: string): Promise<string> {
    const topic = own.client.topicName({ name, partitions: 1, retentionMs: 0 });
    await own.createTopic({ topic, numPartitions: 1 });
    return topic;
  }
  const valuesIn = async (topic: string) =>
    (await readTopic(own.client, topic)).map((record) => record.value?.toString());
});

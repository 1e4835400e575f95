import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ConfigResourceTypes } from 'kafkajs';
import { deadLetterTopic, redriveTopic, type TopicContract } from '../../../src/contracts/topics.js';
import { createConsumer } from '../../../src/events/consume/consumer.js';
import { createDeadLetters } from '../../../src/events/consume/dead-letters.js';
import type { EventAttributes } from '../../../src/contracts/event-attributes.js';
import type { EventRecord } from '../../../src/events/kafka/kafka-port.js';
import { createRecordProducer } from '../../../src/events/produce/record-producer.js';
import { ensureTopics, gatewayTopics } from '../../../src/events/kafka/topics.js';
import { eventMessage } from '../../../src/contracts/cloud-event.js';
import type { GatewayEvent } from '../../../src/contracts/gateway-event.js';
import { createMetrics } from '../../../src/ops/metrics.js';
import { eventOf, someId, surveyCreated } from '../../support/events.js';
import { createOwnKafka, silent, type OwnKafka } from '../../support/own-kafka.js';
import { readTopic } from '../../support/read-topic.js';
import { redriven } from '../../support/redriven.js';
import { until } from '../../support/until.js';

let own: OwnKafka;
beforeAll(async () => {
  own = await createOwnKafka();
});
afterAll(() => own.drop());

const running: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const part of running.splice(0).reverse()) await part.stop();
});

let groups = 0;
async function aGroup(): Promise<string> {
  groups += 1;
  const group = `large-${groups}`;
  await ensureTopics(own.client, gatewayTopics([group]), 1);
  return group;
}

const setLimit = (topic: TopicContract, bytes: number) =>
  own.client.ask((admin) =>
    admin.alterConfigs({
      validateOnly: false,
      resources: [
        {
          type: ConfigResourceTypes.TOPIC,
          name: own.client.topicName(topic),
          configEntries: [{ name: 'max.message.bytes', value: String(bytes) }],
        },
      ],
    }),
  );

/** Writes events to one partition, whatever their aggregates. */
async function publish(...events: readonly GatewayEvent[]): Promise<void> {
  const producer = createRecordProducer(own.client);
  for (const event of events)
    await producer.send([{ topic: own.client.topicName('surveys'), partition: 0, ...eventMessage(event) }]);
  await producer.stop();
}

const titled = (title: string) => {
  const surveyId = someId('Survey');
  return eventOf('gateway.survey.created.v1', surveyId, { surveyId, title, language: 'en' });
};
const lettersOf = (group: string) => readTopic(own.client, own.client.topicName(deadLetterTopic(group)));

/** The events of the letters that are open. */
async function openEvents(group: string): Promise<readonly (string | null)[]> {
  const deadLetters = createDeadLetters({ client: own.client, groups: [group], logger: silent });
  try {
    return (await deadLetters.open()).letters.map(({ eventId }) => eventId);
  } finally {
    await deadLetters.stop();
  }
}

/** A consumer that cannot apply `poison` until it is healed, and notes what it applies of `wanted`. */
async function consume(group: string, poison: readonly GatewayEvent[], wanted: readonly GatewayEvent[]) {
  const bad = new Set(poison.map(({ id }) => id));
  const ids = new Set(wanted.map(({ id }) => id));
  const applied: EventRecord<EventAttributes>[] = [];
  const metrics = createMetrics();
  const state = { healed: false };
  const consumer = createConsumer({
    client: own.client,
    logger: silent,
    metrics,
    timing: { attempts: 2, retry: { firstMs: 5, maxMs: 20 }, commitEveryMs: 10, sessionTimeoutMs: 6_000 },
    definition: {
      group,
      topics: ['surveys'],
      handle: (record) => {
        if (bad.has(record.event.id) && !state.healed) return Promise.reject(new Error('no'));
        if (ids.has(record.event.id)) applied.push(record);
        return Promise.resolve();
      },
    },
  });
  running.push(consumer);
  await consumer.start();
  const outcomes = async () =>
    Object.fromEntries(
      (await metrics.consumers.records.get()).values.map(({ labels, value }) => [labels.outcome, value]),
    );
  return { applied, state, outcomes };
}

describe('a record too large for the dead-letter topic', () => {
  it('leaves a letter that refers to it, the partition goes on, and a redrive gives it whole', async () => {
    const group = await aGroup();
    await setLimit(deadLetterTopic(group), 20_000);
    const [large, after] = [titled('x'.repeat(50_000)), surveyCreated()];
    const { applied, state, outcomes } = await consume(group, [large], [large, after]);
    await publish(large, after);
    await until('what comes after is applied', () => applied.length === 1, 20_000);
    expect(applied[0]?.event.id).toBe(after.id);
    const [letter, ...none] = await lettersOf(group);
    expect(none).toEqual([]);
    expect(letter?.value).toBeNull();
    expect(letter?.headers['dead-letter-left-out']?.toString()).toMatch(/value of 50\d\d\d bytes/);
    expect(letter?.headers['dead-letter-reason']?.toString()).toBe('no');

    state.healed = true;
    expect(await redriven(own.client, group)).toBe(1);
    await until('it is applied', () => applied.length === 2);
    expect(applied[1]?.event).toEqual(large);
    expect(applied[1]).toMatchObject({
      partition: 0,
      offset: BigInt(letter?.headers['dead-letter-offset']?.toString() ?? -1),
    });
    expect(await lettersOf(group)).toEqual([]);
    expect((await outcomes())['dead_lettered']).toBe(1);
  });

  it('stops nothing even when no letter at all can be written', async () => {
    const group = await aGroup();
    await setLimit(deadLetterTopic(group), 100);
    const [poison, after] = [surveyCreated(), surveyCreated()];
    const { applied, outcomes } = await consume(group, [poison], [after]);
    await publish(poison, after);
    await until('what comes after is applied', () => applied.length === 1, 20_000);
    expect(await lettersOf(group)).toEqual([]);
    await until('it is counted', async () => (await outcomes())['not_kept'] === 1);
  });

  it('is written when somebody has deleted the topic', async () => {
    const group = await aGroup();
    await own.client.ask((admin) => admin.deleteTopics({ topics: [own.client.topicName(deadLetterTopic(group))] }));
    const [poison, after] = [surveyCreated(), surveyCreated()];
    const { applied } = await consume(group, [poison], [after]);
    await publish(poison, after);
    await until('what comes after is applied', () => applied.length === 1, 30_000);
    expect((await lettersOf(group)).map((letter) => letter.headers['ce_id']?.toString())).toEqual([poison.id]);
  });
});

describe('a letter that cannot be given once more', () => {
  it('stays a dead letter, and the others are given', async () => {
    const group = await aGroup();
    await setLimit(redriveTopic(group), 20_000);
    const [large, small] = [titled('x'.repeat(50_000)), surveyCreated()];
    const { applied, state, outcomes } = await consume(group, [large, small], [large, small]);
    await publish(large, small);
    await until('both are letters', async () => (await outcomes())['dead_lettered'] === 2, 20_000);
    state.healed = true;
    expect(await redriven(own.client, group)).toBe(1);
    await until('the small one is applied', () => applied.length === 1);
    expect(await openEvents(group)).toEqual([large.id]);
    await setLimit(redriveTopic(group), 4 * 1024 * 1024);
    // The broker learns of it a moment after it was acknowledged.
    await until('the large one is given', async () => (await redriven(own.client, group)) === 1);
    await until('the large one is applied too', () => applied.length === 2);
  });
});

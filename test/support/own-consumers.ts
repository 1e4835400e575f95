import { createConsumer, type ConsumerTiming } from '../../src/events/consume/consumer.js';
import { groupPositions } from '../../src/events/consume/group-lag.js';
import type { KafkaClient } from '../../src/events/kafka/kafka-client.js';
import type { ConsumerDefinition, EventRecord } from '../../src/events/kafka/kafka-port.js';
import { partitionFor } from '../../src/events/produce/partition-for.js';
import { ensureTopics, gatewayTopics } from '../../src/events/kafka/topics.js';
import type { TopicKey } from '../../src/contracts/topics.js';
import type { GatewayEvent } from '../../src/contracts/gateway-event.js';
import { createMetrics } from '../../src/ops/metrics.js';
import { someId, surveyCreated } from './events.js';
import { faultyKafka } from './faulty-kafka.js';
import { createOwnKafka, silent } from './own-kafka.js';
import { createTestPublisher } from './published-events.js';

const QUICK: Partial<ConsumerTiming> = {
  attempts: 3,
  retry: { firstMs: 5, maxMs: 20 },
  commitEveryMs: 10,
  sessionTimeoutMs: 6_000,
};

/** Consumers of topics of their own, with a publisher to them. A test stops what it has started by `stopRunning`. */
export async function createOwnConsumers() {
  const own = await createOwnKafka();
  const publisher = createTestPublisher(own.client);
  const running: { stop(): Promise<void> }[] = [];
  let groups = 0;
  const positionsOf = (group: string) =>
    groupPositions(own.client, own.client.groupName(group), [own.client.topicName('surveys')]);
  return {
    client: own.client,
    publisher,
    /** A group of its own for a test, with its topics. */
    async aGroup(): Promise<string> {
      groups += 1;
      const group = `group-${groups}`;
      await ensureTopics(own.client, gatewayTopics([group]), 1);
      return group;
    },
    aConsumer(
      definition: ConsumerDefinition,
      timing: Partial<ConsumerTiming> = {},
      client: KafkaClient = own.client,
      metrics = createMetrics(),
    ) {
      const consumer = createConsumer({ client, definition, logger: silent, metrics, timing: { ...QUICK, ...timing } });
      running.push(consumer);
      return consumer;
    },
    aFaultyKafka(requestTimeoutMs: number) {
      const faulty = faultyKafka(own.client, requestTimeoutMs);
      running.push(faulty.client);
      return faulty;
    },
    committed: async (group: string) =>
      new Map((await positionsOf(group)).map((position) => [position.partition, position.committed])),
    behindOf: async (group: string, topics: readonly TopicKey[]) =>
      (
        await groupPositions(
          own.client,
          own.client.groupName(group),
          topics.map((topic) => own.client.topicName(topic)),
        )
      ).filter(({ high, committed: at }) => high > (at ?? 0n)),
    behind: async (group: string) => (await positionsOf(group)).filter(({ high, committed: at }) => high > (at ?? 0n)),
    async stopRunning() {
      for (const part of running.splice(0).reverse()) await part.stop();
    },
    async drop() {
      await publisher.stop();
      await own.drop();
    },
  };
}

export type OwnConsumers = Awaited<ReturnType<typeof createOwnConsumers>>;

/** A handler that only records the given events. */
export function noting(wanted: readonly GatewayEvent[]) {
  const ids = new Set(wanted.map((event) => event.id));
  const noted: EventRecord[] = [];
  return {
    noted,
    ids: () => noted.map(({ event }) => event.id),
    handle: (record: EventRecord) => {
      if (ids.has(record.event.id)) noted.push(record);
      return Promise.resolve();
    },
  };
}

/** Events of different aggregates that all go to one partition. */
export function inOnePartition(count: number): GatewayEvent[] {
  const events: GatewayEvent[] = [];
  while (events.length < count) {
    const id = someId('Survey');
    if (partitionFor(id, 6) === 0) events.push(surveyCreated({}, id));
  }
  return events;
}

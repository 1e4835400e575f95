import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin, Kafka } from 'kafkajs';
import { RUNNING_ANALYTICS, runningChange } from '../../src/contracts/running-analytics.js';
import { TOPICS } from '../../src/contracts/topics.js';
import type { BenchServers } from '../bench-gateway.js';
import type { Cluster } from '../failures/cluster.js';
import { readRecords } from '../failures/read-records.js';
import { processCpuMs } from '../process-cpu.js';
import { quantile, round } from '../statistics.js';
import { untilTrue } from '../until-true.js';
import { submittedResponses, writeEvents } from './fill-events.js';
import { topicBytes } from './topic-size.js';
import { startTransformer } from './transformer-process.js';

export const DELIVERY_MODES = ['at-least-once', 'exactly-once'] as const;
export type DeliveryMode = (typeof DELIVERY_MODES)[number];

/** The figures of one run of one mode. */
export interface DeliveryRun {
  readonly mode: DeliveryMode;
  readonly eventsPerSecond: number;
  readonly cpuMsPerThousand: number;
  readonly latencyMs: { readonly p50: number; readonly p99: number };
  /** The log of the output topic on all brokers, for each change. */
  readonly bytesPerChange: number;
  /** Offsets of the output topic that are no changes: the markers of transactions. */
  readonly markers: number;
  /** Of a further run in which the process was killed again and again. */
  readonly underKills: {
    readonly kills: number;
    readonly lost: number;
    /** Changes that a reader who adds up all of them counts too often. */
    readonly doubled: number;
  };
}

export interface DeliveryOptions {
  readonly servers: BenchServers;
  readonly cluster: Cluster;
  readonly client: Kafka;
  readonly events: number;
  /** Events that are written one at a time, to measure how long each takes. */
  readonly single: number;
  readonly kills: number;
}

const WITHIN_MS = 180_000;
const LOOK_EVERY_MS = 1_500;

/** Measures one mode on topics of its own. */
export async function measureDelivery(
  options: DeliveryOptions,
  mode: DeliveryMode,
  name: string,
): Promise<DeliveryRun> {
  const { servers, client, events, single, kills } = options;
  const speed = await withTopics(options, `${name}.`, async (input, output, admin) => {
    await writeEvents(client, input, submittedResponses(events));
    const transformer = startTransformer(servers, `${name}.`, mode);
    try {
      await changesReach(admin, output, 1);
      const [began, cpuBefore, before] = [
        performance.now(),
        await processCpuMs(transformer.pid),
        await endOf(admin, output),
      ];
      await changesReach(admin, output, events);
      const seconds = (performance.now() - began) / 1000;
      const cpu = (await processCpuMs(transformer.pid)) - cpuBefore;
      const transformed = events - Math.min(before, events - 1);
      const bytes = await topicBytes(servers.stateDir, servers.kafkaBrokers.length, output);
      const records = (await changesOf(client, output)).length;
      const markers = (await endOf(admin, output)) - records;
      const latencies = await latenciesOf(client, input, output, single);
      return {
        eventsPerSecond: Math.round(transformed / seconds),
        cpuMsPerThousand: round((cpu / transformed) * 1000, 1),
        bytesPerChange: Math.round(bytes / records),
        markers,
        latencyMs: { p50: round(quantile(latencies, 0.5), 1), p99: round(quantile(latencies, 0.99), 1) },
      };
    } finally {
      await transformer.stop();
    }
  });
  const underKills = await withTopics(options, `${name}-killed.`, async (input, output, admin) => {
    await writeEvents(client, input, submittedResponses(events));
    for (let kill = 0; kill < kills; kill += 1) {
      const victim = startTransformer(servers, `${name}-killed.`, mode);
      const before = await endOf(admin, output);
      await untilTrue('it has written something', WITHIN_MS, async () => (await endOf(admin, output)) > before, 5);
      await victim.stop('SIGKILL');
    }
    const last = startTransformer(servers, `${name}-killed.`, mode);
    try {
      const seen = async () => new Set((await changesOf(client, output)).map(({ eventId }) => eventId)).size;
      await untilTrue('every event is transformed', WITHIN_MS, async () => (await seen()) >= events, LOOK_EVERY_MS);
    } finally {
      await last.stop();
    }
    const changes = await changesOf(client, output);
    const distinct = new Set(changes.map(({ eventId }) => eventId)).size;
    return { kills, lost: events - distinct, doubled: changes.length - distinct };
  });
  return { mode, ...speed, underKills };
}

/** Creates the topics of a prefix, and deletes them afterwards. */
async function withTopics<T>(
  { cluster, client }: DeliveryOptions,
  prefix: string,
  work: (input: string, output: string, admin: Admin) => Promise<T>,
): Promise<T> {
  const contracts = [...Object.values(TOPICS), RUNNING_ANALYTICS];
  const topics = contracts.map(({ name }) => `${prefix}${name}`);
  for (const { name, partitions } of contracts) await cluster.createTopic(`${prefix}${name}`, { partitions });
  const admin = client.admin();
  await admin.connect();
  try {
    return await work(`${prefix}${TOPICS.surveys.name}`, `${prefix}${RUNNING_ANALYTICS.name}`, admin);
  } finally {
    await admin.deleteTopics({ topics }).catch(() => undefined);
    await admin.disconnect();
  }
}

async function endOf(admin: Admin, topic: string): Promise<number> {
  return (await admin.fetchTopicOffsets(topic)).reduce((sum, { high }) => sum + Number(high), 0);
}

/** Waits until the topic has at least so many offsets. Markers of transactions are few. */
async function changesReach(admin: Admin, topic: string, count: number): Promise<void> {
  await untilTrue(`${count} changes are there`, WITHIN_MS, async () => (await endOf(admin, topic)) >= count, 20);
}

/** The committed changes. */
async function changesOf(client: Kafka, topic: string) {
  const found = (await readRecords(client, [topic])).get(topic) ?? [];
  return found.map(({ value }) => runningChange.parse(JSON.parse(String(value))));
}

/** Writes events one after the other, and waits for each one's change as a reader of committed records. */
async function latenciesOf(client: Kafka, input: string, output: string, count: number): Promise<number[]> {
  const arrived = new Map<string, number>();
  const consumer = client.consumer({ groupId: `${output}-latency`, readUncommitted: false, maxWaitTimeInMs: 50 });
  const producer = client.producer({ idempotent: true, maxInFlightRequests: 1 });
  const latencies: number[] = [];
  try {
    await Promise.all([consumer.connect(), producer.connect()]);
    await consumer.subscribe({ topics: [output], fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ message }) => {
        const { eventId } = runningChange.parse(JSON.parse(String(message.value)));
        arrived.set(eventId, performance.now());
      },
    });
    for (const { key, value, headers } of submittedResponses(count)) {
      const began = performance.now();
      await producer.send({ topic: input, acks: -1, messages: [{ key, value, headers }] });
      const eventId = headers['ce_id'] ?? '';
      await untilTrue('the change of the event arrives', WITHIN_MS, async () => arrived.has(eventId), 1);
      latencies.push((arrived.get(eventId) ?? Number.NaN) - began);
      await sleep(5);
    }
    return latencies;
  } finally {
    await Promise.allSettled([consumer.disconnect(), producer.disconnect()]);
  }
}

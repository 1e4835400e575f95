import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';
import { readRecords } from '../../../lab/failures/read-records.js';
import { RUNNING_ANALYTICS, runningChange } from '../../../src/contracts/running-analytics.js';
import { runningAnalytics } from '../../../src/events/groups/running-analytics/running-analytics.js';
import { ensureTopics } from '../../../src/events/kafka/topics.js';
import { deliveryOf } from '../../../src/events/transform/open-delivery.js';
import { createTransformer } from '../../../src/events/transform/transformer.js';
import { startStreams, streamsJars, type StreamsOptions } from '../../../stack/streams/streams-program.js';
import { bookingConfirmed, eventOf, responseSubmitted, someId, surveyCreated } from '../../support/events.js';
import { createOwnKafka, silent, type OwnKafka } from '../../support/own-kafka.js';
import { createTestPublisher } from '../../support/published-events.js';
import { testServers } from '../../support/servers.js';
import { root } from '../../support/stack-folder.js';
import { until } from '../../support/until.js';

const serversDir = path.join(root, '.state/servers');
const isInstalled = existsSync(streamsJars({ root, stateDir: '.state', serversDir }));
if (!isInstalled) console.warn('Kafka Streams is not installed, so its test is skipped: npm run running-totals');

const surveyId = someId('Survey');
const showId = someId('Show');
const responses = Array.from({ length: 40 }, (_, n) =>
  responseSubmitted(surveyId, { status: n % 4 === 0 ? 'partial' : 'completed' }),
);
const bookingId = someId('Booking');
const refunded = eventOf('gateway.booking.refunded.v1', bookingId, {
  bookingId,
  showId,
  paymentId: someId('Payment'),
  amount: { amountMinor: 450, currency: 'EUR' },
  email: 'ada@example.org',
});

let kafka: OwnKafka;
let client: Kafka;
let options: StreamsOptions;
let program: ChildProcess | undefined;

beforeAll(async () => {
  kafka = await createOwnKafka();
  client = new Kafka({ brokers: [...testServers().kafkaBrokers], logLevel: logLevel.NOTHING });
  options = {
    root,
    stateDir: await mkdtemp(path.join(tmpdir(), 'streams-test-')),
    serversDir,
    kafkaBrokers: testServers().kafkaBrokers,
    topicPrefix: kafka.client.topicName('surveys').replace(/survey-events$/, ''),
    replication: 1,
  };
  await ensureTopics(kafka.client, [RUNNING_ANALYTICS], 1);
  const publisher = createTestPublisher(kafka.client);
  await publisher.publish([...responses, bookingConfirmed({ showId }), refunded, surveyCreated()]);
  // A relay that died before it had marked these as sent publishes them again.
  await publisher.publish([...responses.slice(0, 7), refunded]);
  await publisher.stop();
}, 60_000);
afterAll(async () => {
  if (program !== undefined) {
    program.kill('SIGTERM');
    await once(program, 'close');
  }
  await kafka?.drop();
  await rm(options.stateDir, { recursive: true, force: true });
}, 60_000);

/** The last total of each figure in the program's topic. */
async function totalsOfStreams(): Promise<Record<string, number>> {
  const topic = `${options.topicPrefix}running-totals`;
  const found = (await readRecords(client, [topic])).get(topic) ?? [];
  return Object.fromEntries(found.map(({ key, value }) => [String(key), Number(value)]));
}

/** The changes of the exactly-once transformation, each event once, added up. */
async function totalsOfChanges(): Promise<Record<string, number>> {
  const topic = kafka.client.topicName(RUNNING_ANALYTICS);
  const totals: Record<string, number> = {};
  const seen = new Set<string>();
  for (const { value } of (await readRecords(client, [topic])).get(topic) ?? []) {
    const { tenant, subjectId, measure, amount, eventId } = runningChange.parse(JSON.parse(String(value)));
    if (seen.has(`${eventId} ${measure}`)) continue;
    seen.add(`${eventId} ${measure}`);
    const figure = `${tenant} ${subjectId} ${measure}`;
    totals[figure] = (totals[figure] ?? 0) + amount;
  }
  return totals;
}

const EXPECTED = {
  [`acme ${surveyId} responses.completed`]: 30,
  [`acme ${surveyId} responses.partial`]: 10,
  [`acme ${showId} bookings`]: 1,
  [`acme ${showId} seats`]: 2,
  [`acme ${showId} revenue.EUR`]: 2450 - 450,
};

(isInstalled ? describe : describe.skip)('the Kafka Streams program', () => {
  it('has the totals of the transformation, each event once, also after it was killed', async () => {
    const transformer = createTransformer({
      client: kafka.another(),
      definition: runningAnalytics,
      openDelivery: deliveryOf('exactly-once', kafka.client, runningAnalytics.group),
      logger: silent,
    });
    await transformer.start();
    await until('the changes are there', async () => Object.keys(await totalsOfChanges()).length === 5, 60_000);
    await transformer.stop();
    expect(await totalsOfChanges()).toEqual(EXPECTED);

    const killed = startStreams(options, 'ignore');
    program = killed;
    await until(
      'the program has written something',
      async () => Object.keys(await totalsOfStreams().catch(() => ({}))).length > 0,
      90_000,
    );
    killed.kill('SIGKILL');
    await once(killed, 'close');
    program = startStreams(options, 'ignore');
    const isEqual = async () =>
      JSON.stringify(Object.entries(await totalsOfStreams()).sort()) ===
      JSON.stringify(Object.entries(EXPECTED).sort());
    await until('its totals are equal', isEqual, 90_000);
    expect(await totalsOfStreams()).toEqual(EXPECTED);
  }, 300_000);
});

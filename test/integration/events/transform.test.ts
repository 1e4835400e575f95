import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';
import { readRecords } from '../../../lab/failures/read-records.js';
import { RUNNING_ANALYTICS, runningChange } from '../../../src/contracts/running-analytics.js';
import { runningAnalytics } from '../../../src/events/groups/running-analytics/running-analytics.js';
import { ensureTopics } from '../../../src/events/kafka/topics.js';
import type { OutgoingRecord } from '../../../src/events/kafka/outgoing-record.js';
import type { DeliveryMode, OpenDelivery } from '../../../src/events/transform/delivery.js';
import { deliveryOf } from '../../../src/events/transform/open-delivery.js';
import { createTransformer, type Transformer } from '../../../src/events/transform/transformer.js';
import { bookingConfirmed, responseSubmitted, someId, surveyCreated } from '../../support/events.js';
import { createOwnKafka, silent, type OwnKafka } from '../../support/own-kafka.js';
import { createTestPublisher } from '../../support/published-events.js';
import { testServers } from '../../support/servers.js';
import { until } from '../../support/until.js';

const MODES: readonly DeliveryMode[] = ['at-least-once', 'exactly-once'];
const RESPONSES = 60;
const surveyId = someId('Survey');
const showId = someId('Show');
const TOTALS = { 'responses.completed': RESPONSES, bookings: 1, seats: 2, 'revenue.EUR': 2450 };

let kafka: OwnKafka;
const transformers: Transformer[] = [];

beforeEach(async () => {
  kafka = await createOwnKafka();
  await ensureTopics(kafka.client, [RUNNING_ANALYTICS], 1);
  const publisher = createTestPublisher(kafka.client);
  await publisher.publish([
    ...Array.from({ length: RESPONSES }, () => responseSubmitted(surveyId)),
    bookingConfirmed({ showId }),
    surveyCreated(),
  ]);
  await publisher.stop();
}, 60_000);
afterEach(async () => {
  for (const transformer of transformers.splice(0)) await transformer.stop();
  await kafka.drop();
}, 60_000);

let readers: Kafka;
beforeAll(() => {
  readers = new Kafka({ brokers: [...testServers().kafkaBrokers], logLevel: logLevel.NOTHING });
});

/** The committed changes: summed as they are, and with each pair of event and figure once. */
async function totals() {
  const topic = kafka.client.topicName(RUNNING_ANALYTICS);
  const found = (await readRecords(readers, [topic])).get(topic) ?? [];
  const blind: Record<string, number> = {};
  const deduplicated: Record<string, number> = {};
  const seen = new Set<string>();
  for (const { value } of found) {
    const { measure, amount, eventId } = runningChange.parse(JSON.parse(String(value)));
    blind[measure] = (blind[measure] ?? 0) + amount;
    if (seen.has(`${eventId} ${measure}`)) continue;
    seen.add(`${eventId} ${measure}`);
    deduplicated[measure] = (deduplicated[measure] ?? 0) + amount;
  }
  return { blind, deduplicated };
}

/** Transforms everything with the delivery, in batches of a few records. */
async function transformAll(openDelivery: OpenDelivery): Promise<void> {
  const transformer = createTransformer({
    client: kafka.another(),
    definition: runningAnalytics,
    openDelivery,
    logger: silent,
    batchRecords: 7,
  });
  transformers.push(transformer);
  await transformer.start();
  await until(
    'everything is transformed',
    async () =>
      (await totals()).deduplicated['responses.completed'] === RESPONSES &&
      (await totals()).deduplicated['seats'] === 2,
    60_000,
  );
  await transformer.stop();
}

/** Deliveries of which the first few that have something to write are cut short by `fault`. */
function withFaults(
  inner: OpenDelivery,
  count: number,
  fault: (deliver: () => Promise<void>, close: () => Promise<void>) => Promise<void>,
): OpenDelivery {
  let left = count;
  return (at, commit) => {
    const delivery = inner(at, commit);
    return {
      ...delivery,
      deliver(records, next) {
        const deliver = () => delivery.deliver(records, next);
        if (records.length === 0 || left === 0) return deliver();
        left -= 1;
        return fault(deliver, () => delivery.close());
      },
    };
  };
}

describe.each(MODES)('a transformation that delivers %s', (mode) => {
  it('writes each change of a running figure', async () => {
    await transformAll(deliveryOf(mode, kafka.client, runningAnalytics.group));
    expect(await totals()).toEqual({ blind: TOTALS, deduplicated: TOTALS });
  }, 120_000);

  it('loses nothing when its producers die in the middle of deliveries', async () => {
    const inner = deliveryOf(mode, kafka.client, runningAnalytics.group);
    await transformAll(
      withFaults(inner, 3, async (deliver, close) => {
        await Promise.all([deliver(), close()]);
      }),
    );
    expect((await totals()).deduplicated).toEqual(TOTALS);
  }, 120_000);
});

describe('a process that dies after it has written and before it has committed', () => {
  it('has written twice when it delivers at least once, which a reader that knows the event recognises', async () => {
    const dying: OpenDelivery = (at, commit) => {
      let failed = false;
      return deliveryOf(
        'at-least-once',
        kafka.client,
        runningAnalytics.group,
      )(at, async (next) => {
        if (failed || deaths === 0) return commit(next);
        failed = true;
        deaths -= 1;
        throw new Error('The process died');
      });
    };
    let deaths = 3;
    await transformAll(dying);
    const { blind, deduplicated } = await totals();
    expect(deduplicated).toEqual(TOTALS);
    expect(blind['responses.completed']).toBeGreaterThan(RESPONSES);
  }, 120_000);

  it('has written once when it delivers exactly once, however often it dies', async () => {
    const inner = deliveryOf('exactly-once', kafka.client, runningAnalytics.group);
    let deaths = 0;
    await transformAll(
      withFaults(inner, 6, async (deliver, close) => {
        const delivering = deliver();
        deaths += 1;
        // Some die before the commit, some in the middle of it, and some do not hear that it has succeeded.
        if (deaths % 3 === 0) await delivering;
        await close();
        await delivering;
        throw new Error('The process died');
      }),
    );
    expect(deaths).toBe(6);
    expect(await totals()).toEqual({ blind: TOTALS, deduplicated: TOTALS });
  }, 120_000);
});

describe('a process that lost its partition and does not know it', () => {
  const at = () => ({ topic: kafka.client.topicName('surveys'), partition: 0 });
  const output = (value: string): OutgoingRecord => ({
    topic: kafka.client.topicName(RUNNING_ANALYTICS),
    partition: 0,
    key: 'k',
    value,
    headers: {},
  });
  async function written(): Promise<string[]> {
    const { topic } = output('');
    return ((await readRecords(readers, [topic])).get(topic) ?? []).map(({ value }) => String(value));
  }

  it('is fenced when it delivers exactly once', async () => {
    const open = deliveryOf('exactly-once', kafka.client, runningAnalytics.group);
    const [former, owner] = [open(at(), async () => undefined), open(at(), async () => undefined)];
    await former.position();
    await former.deliver([output('before')], 1n);
    expect(await owner.position()).toBe(1n);
    await expect(former.deliver([output('from the former owner')], 2n)).rejects.toThrow();
    await owner.deliver([output('from the owner')], 2n);
    expect(await owner.position()).toBe(2n);
    await Promise.all([former.close(), owner.close()]);
    expect(await written()).toEqual(['before', 'from the owner']);
  }, 60_000);

  it('writes on when it delivers at least once', async () => {
    const open = deliveryOf('at-least-once', kafka.client, runningAnalytics.group);
    const [former, owner] = [open(at(), async () => undefined), open(at(), async () => undefined)];
    await owner.deliver([output('from the owner')], 1n);
    await former.deliver([output('from the former owner')], 1n);
    await Promise.all([former.close(), owner.close()]);
    expect(await written()).toEqual(['from the owner', 'from the former owner']);
  }, 60_000);
});

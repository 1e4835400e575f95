import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ConfigResourceTypes } from 'kafkajs';
import { eventMessage } from '../../../src/contracts/cloud-event.js';
import type { DeadLetter, DeadLetterCause } from '../../../src/contracts/dead-letter.js';
import { MAX_MESSAGE_BYTES, redriveTopic } from '../../../src/contracts/topics.js';
import { createDeadLetters, type DeadLetters } from '../../../src/events/consume/dead-letters.js';
import type { OutgoingRecord } from '../../../src/events/kafka/outgoing-record.js';
import { createRecordProducer } from '../../../src/events/produce/record-producer.js';
import { createMetrics } from '../../../src/ops/metrics.js';
import { surveyCreated } from '../../support/events.js';
import { createOwnConsumers, type OwnConsumers } from '../../support/own-consumers.js';
import { silent } from '../../support/own-kafka.js';
import { until } from '../../support/until.js';

let own: OwnConsumers;
const opened: DeadLetters[] = [];
beforeAll(async () => {
  own = await createOwnConsumers();
  // As the owner of a topic may do: otherwise the broker refuses what is larger than an event.
  await own.client.ask((admin) =>
    admin.alterConfigs({
      validateOnly: false,
      resources: [
        {
          type: ConfigResourceTypes.TOPIC,
          name: own.client.topicName('surveys'),
          configEntries: [{ name: 'max.message.bytes', value: String(2 * MAX_MESSAGE_BYTES) }],
        },
      ],
    }),
  );
});
afterEach(async () => {
  await own.stopRunning();
  await Promise.all(opened.splice(0).map((each) => each.stop()));
});
afterAll(() => own.drop());

async function send(...records: readonly OutgoingRecord[]): Promise<void> {
  const producer = createRecordProducer(own.client);
  try {
    await producer.send(records);
  } finally {
    await producer.stop();
  }
}

/** A good event with `over`, as a record of partition 2. */
function recordOf(over: Partial<OutgoingRecord> = {}): OutgoingRecord {
  const message = eventMessage(surveyCreated());
  const headers = { ...message.headers, ...over.headers };
  return { topic: own.client.topicName('surveys'), partition: 2, ...message, ...over, headers };
}

function lettersOf(group: string): DeadLetters {
  const deadLetters = createDeadLetters({ client: own.client, groups: [group], logger: silent });
  opened.push(deadLetters);
  return deadLetters;
}

/** Consumes `record` and a good event behind it. Resolves to the letter, once the good event was applied. */
async function letterOf(record: OutgoingRecord, fails: (id: string) => boolean = () => false) {
  const group = await own.aGroup();
  const good = surveyCreated();
  const applied: string[] = [];
  const metrics = createMetrics();
  const consumer = own.aConsumer(
    {
      group,
      topics: ['surveys'],
      handle: ({ event: { id } }) => {
        if (fails(id)) return Promise.reject(new TypeError('seats.map is not a function'));
        applied.push(id);
        return Promise.resolve();
      },
    },
    {},
    own.client,
    metrics,
  );
  await consumer.start();
  await send(record, { ...recordOf(), ...eventMessage(good) });
  await until('the event behind it is applied', () => applied.includes(good.id));
  const deadLetters = lettersOf(group);
  const { letters } = await deadLetters.open();
  const counted = (await metrics.consumers.deadLetters.get()).values;
  return { group, deadLetters, letters, counted };
}

describe('a record that cannot be applied', () => {
  // Records of earlier tests are read by later groups, too. The marker says which letter is meant.
  let tests = 0;
  const marked = (record: OutgoingRecord) => {
    tests += 1;
    return {
      record: { ...record, headers: { ...record.headers, ce_subject: `subject-${tests}` } },
      name: `subject-${tests}`,
    };
  };
  const withSubject = (letters: readonly DeadLetter[], name: string) =>
    letters.filter(({ aggregateId }) => aggregateId === name);

  it.each<[DeadLetterCause, Partial<OutgoingRecord>, string]>([
    ['no_value', { value: null }, 'no value'],
    ['not_an_event', { headers: { ce_specversion: '0.3' } }, 'ce_specversion'],
    ['bad_json', { value: '{"surveyId":' }, 'not JSON'],
    ['unknown_type', { headers: { ce_type: 'gateway.survey.painted.v1' } }, 'painted'],
    ['unknown_version', { headers: { ce_type: 'gateway.survey.created.v9' } }, 'version'],
    ['schema_violation', { value: JSON.stringify({ surveyId: 7 }) }, 'surveyId'],
  ])('is a dead letter with the cause %s, and the partition goes on', async (cause, over, reason) => {
    const { record, name } = marked(recordOf(over));
    const { letters, deadLetters, group, counted } = await letterOf(record);
    const [letter, ...others] = withSubject(letters, name);
    expect(others).toEqual([]);
    expect(letter).toMatchObject({
      group,
      cause,
      reason: expect.stringContaining(reason),
      attempts: 0,
      redrives: 0,
      topic: 'survey-events',
      partition: 2,
      tenant: 'acme',
    });
    expect(counted.find(({ labels }) => labels.cause === cause)?.value).toBeGreaterThanOrEqual(1);
    const content = await deadLetters.content(letter?.id ?? '', () => true);
    expect(content?.headers.find((header) => header.name === 'ce_subject')?.text).toBe(name);
    expect(content?.body?.text ?? null).toBe(record.value);
  });

  it('is a dead letter with the cause handler_failed and its attempts when the handler fails', async () => {
    const event = surveyCreated();
    const { letters } = await letterOf({ ...recordOf(), ...eventMessage(event) }, (id) => id === event.id);
    expect(letters.filter(({ eventId }) => eventId === event.id)).toEqual([
      expect.objectContaining({ cause: 'handler_failed', attempts: 3, reason: 'seats.map is not a function' }),
    ]);
  });

  it('is a dead letter that refers to it, with the cause too_large, when it is larger than every event', async () => {
    const large = JSON.stringify({ surveyId: 'x'.repeat(MAX_MESSAGE_BYTES) });
    const { record, name } = marked(recordOf({ value: large }));
    const { letters, deadLetters } = await letterOf(record);
    const [letter] = withSubject(letters, name);
    expect(letter).toMatchObject({ cause: 'too_large', attempts: 0, tenant: 'acme' });
    expect(await deadLetters.content(letter?.id ?? '', () => true)).toMatchObject({ isByReference: true, body: null });
  });

  it('is a dead letter with the cause no_origin when a redriven record does not say where it came from', async () => {
    const group = await own.aGroup();
    const consumer = own.aConsumer({ group, topics: ['bookings'], handle: () => Promise.resolve() });
    await consumer.start();
    await send({ ...recordOf(), topic: own.client.topicName(redriveTopic(group)), partition: 0 });
    const deadLetters = lettersOf(group);
    await until('it is a letter', async () => (await deadLetters.open()).letters.length === 1);
    expect((await deadLetters.open()).letters[0]).toMatchObject({ cause: 'no_origin', attempts: 0 });
  });
});

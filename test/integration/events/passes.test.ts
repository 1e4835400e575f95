import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { readPublished } from '../../../src/contracts/cloud-event.js';
import type { TopicMessage } from '../../../src/contracts/event-message.js';
import { EVENT_TYPES } from '../../../src/contracts/event-types.js';
import { createRecordReader } from '../../../src/events/consume/read-record.js';
import { FollowedRecord } from '../../../src/events/follow/followed-record.js';
import type { IncomingRecord } from '../../../src/events/kafka/incoming-record.js';
import { outgoingMessage } from '../../../src/events/relay/outgoing-message.js';
import { eventLogDocument } from '../../../src/stores/mongo/event-log-documents.js';
import { eventOf, someId } from '../../support/events.js';
import { createOwnOutbox, type OwnOutbox } from '../../support/own-outbox.js';

const MARK = 'a title that no other text has';
const surveyId = someId('Survey');
const event = eventOf('gateway.survey.created.v1', surveyId, { surveyId, title: MARK, language: 'en' });

let outbox: OwnOutbox;
beforeAll(async () => {
  outbox = await createOwnOutbox();
});
afterAll(() => outbox.drop());
afterEach(() => {
  jest.restoreAllMocks();
});

/** Counts how often the event's data is encoded, parsed and checked from here on. */
function countPasses() {
  const counts = { encoded: 0, parsed: 0, checked: 0 };
  const { stringify, parse } = JSON;
  const schema = EVENT_TYPES[event.type].data;
  const check = schema.safeParse.bind(schema);
  jest.spyOn(JSON, 'stringify').mockImplementation(((...given: Parameters<typeof stringify>) => {
    const text = stringify(...given) as string | undefined;
    if (text?.includes(MARK)) counts.encoded += 1;
    return text;
  }) as typeof stringify);
  jest.spyOn(JSON, 'parse').mockImplementation((text, reviver) => {
    if (text.includes(MARK)) counts.parsed += 1;
    return parse(text, reviver) as unknown;
  });
  jest.spyOn(schema, 'safeParse').mockImplementation((data, context) => {
    counts.checked += 1;
    return check(data, context);
  });
  return counts;
}

/** As the client reads it. */
function received({ key, value, headers }: TopicMessage): IncomingRecord {
  const bytes = Object.entries(headers).map(([name, header]) => [name, Buffer.from(header)] as const);
  return {
    topic: 'survey-events',
    partition: 0,
    offset: 1n,
    key: Buffer.from(key),
    value: Buffer.from(value),
    headers: Object.fromEntries(bytes),
  };
}

describe("an event's data, from its append to its readers", () => {
  it('is checked and encoded once, and then parsed once by each reader', async () => {
    const passes = countPasses();
    await outbox.append([event]);
    expect(passes).toEqual({ encoded: 1, parsed: 0, checked: 1 });

    const [row] = await outbox.queue.unsent([0, 1, 2, 3], 10, []);
    const message = outgoingMessage(row!) as TopicMessage;
    expect(message.value).toBe(row?.message?.value);
    expect(passes).toEqual({ encoded: 1, parsed: 0, checked: 1 });

    // Each reader gets a record of its own from Kafka.
    const log = createRecordReader({ topicKey: () => 'surveys' }, { read: readPublished });
    const logged = log.event(received(message))?.event as ReturnType<typeof readPublished>;
    expect(eventLogDocument(logged, new Date()).data).toBe(JSON.stringify(event.data));
    expect(passes).toEqual({ encoded: 2, parsed: 1, checked: 1 });

    const followed = new FollowedRecord('surveys', received(message), () => undefined);
    expect(followed.attributes.aggregateId).toBe(surveyId);
    expect(passes.parsed).toBe(1);
    expect([followed.event, followed.event]).toEqual([event, event]);

    const group = createRecordReader({ topicKey: () => 'surveys' }, {});
    const record = received(message);
    expect([group.event(record)?.event, group.event(record)?.event]).toEqual([event, event]);
    // One of the two encodings is this test's own.
    expect(passes).toEqual({ encoded: 2, parsed: 3, checked: 3 });
  });
});

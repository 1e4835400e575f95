import { describe, expect, it, jest } from '@jest/globals';
import { eventMessage, readPublished, UnreadableEventError } from '../../../../src/contracts/cloud-event.js';
import { EVENT_TYPES } from '../../../../src/contracts/event-types.js';
import { createRecordReader } from '../../../../src/events/consume/read-record.js';
import type { IncomingRecord } from '../../../../src/events/kafka/incoming-record.js';
import type { TopicKey } from '../../../../src/contracts/topics.js';
import { surveyCreated } from '../../../support/events.js';

const event = surveyCreated();
const client = { topicKey: (name: string): TopicKey | undefined => (name === 'survey-events' ? 'surveys' : undefined) };

function record(change: Readonly<Record<string, string>> = {}, value = JSON.stringify(event.data)): IncomingRecord {
  const headers = Object.entries({ ...eventMessage(event).headers, ...change });
  return {
    topic: 'survey-events',
    partition: 1,
    offset: 7n,
    key: Buffer.from(event.aggregateId),
    value: Buffer.from(value),
    headers: Object.fromEntries(headers.map(([name, header]) => [name, Buffer.from(header)])),
  };
}

describe("a group's reader", () => {
  it('parses a record once, however often it is asked for', () => {
    const reader = createRecordReader(client, {});
    const parse = jest.spyOn(JSON, 'parse');
    const check = jest.spyOn(EVENT_TYPES[event.type].data, 'safeParse');
    const given = record();
    const read = [1, 2, 3].map(() => reader.event(given));
    expect([parse.mock.calls.length, check.mock.calls.length]).toEqual([1, 1]);
    jest.restoreAllMocks();
    expect(read[0]).toEqual({ topic: 'surveys', partition: 1, offset: 7n, event });
    expect(new Set(read).size).toBe(1);
  });

  it('passes over a type that does not concern the group without reading its data', () => {
    const reader = createRecordReader(client, { types: ['gateway.survey.closed.v1'] });
    expect(reader.event(record({}, 'not even JSON'))).toBeUndefined();
    expect(() => createRecordReader(client, {}).event(record({}, 'not even JSON'))).toThrow(UnreadableEventError);
  });

  it('does not pass over a type that it does not know: a newer gateway of the group may need it', () => {
    const reader = createRecordReader(client, { types: ['gateway.survey.closed.v1'] });
    expect(() => reader.event(record({ ce_type: 'gateway.survey.renamed.v7' }))).toThrow(/renamed.v7 is unknown/);
  });

  it('reads as the group says', () => {
    const reader = createRecordReader(client, { read: readPublished });
    const { data: _, ...attributes } = event;
    expect(reader.event(record({ ce_type: 'gateway.survey.renamed.v7' }, '{"x": 1}'))?.event).toEqual({
      ...attributes,
      type: 'gateway.survey.renamed.v7',
      json: '{"x": 1}',
    });
  });
});

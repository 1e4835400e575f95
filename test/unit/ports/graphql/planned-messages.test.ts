import { describe, expect, it } from '@jest/globals';
import { PlannedData } from '../../../../src/ports/graphql/planned/planned-data.js';
import { createPlannedMessages } from '../../../../src/ports/graphql/planned/planned-messages.js';

describe('the message of a planned answer', () => {
  const messageOf = (id: string, data: unknown) => JSON.stringify({ id, type: 'next', payload: { data, errors: [] } });

  it('has the text of the statement as it is, whatever else is sent meanwhile', () => {
    const messages = createPlannedMessages();
    const texts = ['{"a" : "$& \\u0041"}', '{"b":1}'];
    const marks = texts.map((text) => messages.standIn(new PlannedData(text)));
    expect(messages.filled(messageOf('3', { c: 2 }))).toBe(messageOf('3', { c: 2 }));
    for (const n of [1, 0])
      expect(messages.filled(messageOf('1', marks[n]))).toBe(
        `{"id":"1","type":"next","payload":{"data":${texts[n]},"errors":[]}}`,
      );
    // A text is sent once.
    expect(messages.filled(messageOf('1', marks[0]))).toContain(String(marks[0]));
  });

  it('leaves what no plan has made alone', () => {
    const data = { a: 1 };
    expect(createPlannedMessages().standIn(data)).toBe(data);
  });

  it('is made of the text alone: as an object, planned data is a fault', () => {
    expect(() => JSON.stringify({ data: new PlannedData('{}') })).toThrow('written as its text');
  });
});

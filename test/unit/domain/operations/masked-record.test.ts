import { describe, expect, it } from '@jest/globals';
import type { TopicRecord } from '../../../../src/contracts/cluster.js';
import { eventSchema, type JsonSchema } from '../../../../src/contracts/event-schema.js';
import { EVENT_TYPE_NAMES, type EventType } from '../../../../src/contracts/event-types.js';
import { MASK, maskedRecord } from '../../../../src/domain/operations/masked-record.js';
import { NOON, someId } from '../../../support/events.js';

const record = (over: Partial<TopicRecord>): TopicRecord => ({
  partition: 0,
  offset: '1',
  writtenAt: NOON,
  key: someId('Booking'),
  bytes: 10,
  problem: null,
  eventId: someId('Event'),
  eventType: 'gateway.booking.refunded.v1',
  aggregateId: someId('Booking'),
  tenant: 'acme',
  data: null,
  ...over,
});
const ids = { bookingId: someId('Booking'), showId: someId('Show'), paymentId: someId('Payment') };

describe('a record for operators', () => {
  it('keeps IDs, amounts and states, and has no address', () => {
    const data = { ...ids, amount: { amountMinor: 1200, currency: 'EUR' }, email: 'ada@example.com' };
    expect(maskedRecord(record({ data }), 'acme').data).toEqual({ ...data, email: MASK });
  });

  it('has no numbers that a respondent answered', () => {
    const questionId = someId('Question');
    const data = {
      responseId: someId('SurveyResponse'),
      status: 'completed',
      numbers: [{ questionId, number: 4915112 }],
    };
    expect(maskedRecord(record({ eventType: 'gateway.response.submitted.v1', data }), 'acme').data).toEqual({
      ...data,
      numbers: [{ questionId, number: MASK }],
    });
  });

  it('masks every field that no schema describes, and does not take names of objects for fields', () => {
    const data = { ...ids, note: 'call Ada', nested: { age: 40, constructor: 'x' }, ['__proto__x']: 'y' };
    expect(maskedRecord(record({ data }), 'acme').data).toEqual({
      ...ids,
      note: MASK,
      nested: { age: MASK, constructor: MASK },
      ['__proto__x']: MASK,
    });
  });

  it('leaves out the data of other tenants, of records without a tenant, and of what is no event', () => {
    const data = { ...ids };
    expect(maskedRecord(record({ data, tenant: 'globex' }), 'acme').data).toBeNull();
    expect(maskedRecord(record({ data, tenant: null }), 'null').data).toBeNull();
    expect(maskedRecord(record({ data, eventType: 'toString' }), 'acme').data).toBeNull();
    expect(maskedRecord(record({ data, problem: 'schema_violation' }), 'acme').data).toBeNull();
  });

  it('shows the beginning of a long list, and how much there is', () => {
    const seats = Array.from({ length: 5_000 }, (_, seat) => ({ label: `A${seat}`, status: 'held' }));
    const data = { showId: ids.showId, seatMapVersion: 1, cause: 'held', seats };
    const shown = maskedRecord(record({ eventType: 'gateway.show.seats-changed.v1', data }), 'acme').data;
    expect(shown).toEqual({ ...data, seats: [...seats.slice(0, 100), '… 4900 more'] });
  });

  it('masks what is no ID in the place of one', () => {
    const hostile = 'ada@example.com';
    expect(maskedRecord(record({ key: hostile, eventId: hostile, aggregateId: hostile }), 'acme')).toMatchObject({
      key: MASK,
      eventId: MASK,
      aggregateId: MASK,
    });
  });

  it.each(EVENT_TYPE_NAMES)('shows no e-mail address of %s, wherever its schema has one', (type) => {
    const data = sampleOf(eventSchema(type));
    const shown = JSON.stringify(maskedRecord(record({ eventType: type, data }), 'acme').data);
    expect(shown).not.toContain('@');
    expect(JSON.stringify(data).includes('@')).toBe(EMAILED.has(type));
  });
});

const EMAILED: ReadonlySet<EventType> = new Set([
  'gateway.booking.confirmed.v1',
  'gateway.booking.cancelled.v1',
  'gateway.booking.refunded.v1',
]);

/** A value of the schema, as far as the events' schemas go. */
function sampleOf(schema: JsonSchema): unknown {
  if (Array.isArray(schema['enum'])) return schema['enum'][0];
  switch (schema['type']) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema['properties'] as Record<string, JsonSchema>).map(([name, field]) => [
          name,
          sampleOf(field),
        ]),
      );
    case 'array':
      return [sampleOf(schema['items'] as JsonSchema)];
    case 'string':
      return schema['format'] === 'email' ? 'ada@example.com' : schema['format'] === 'uuid' ? ids.showId : 'text';
    default:
      return 1;
  }
}

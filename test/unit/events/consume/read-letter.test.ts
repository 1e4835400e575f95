import { describe, expect, it } from '@jest/globals';
import { eventMessage } from '../../../../src/contracts/cloud-event.js';
import type { DeadLetterCause } from '../../../../src/contracts/dead-letter.js';
import {
  deadLetter,
  letterByReference,
  redrivenRecord,
  settledBy,
  settledMarker,
} from '../../../../src/events/consume/dead-letter.js';
import { letterContentOf, letterOf, shown } from '../../../../src/events/consume/read-letter.js';
import type { IncomingRecord } from '../../../../src/events/kafka/incoming-record.js';
import type { OutgoingRecord } from '../../../../src/events/kafka/outgoing-record.js';
import { surveyCreated } from '../../../support/events.js';

const bytes = (text: string | Buffer) => (typeof text === 'string' ? Buffer.from(text) : text);

/** The record as a topic has it. */
function stored({ topic, key, value, headers }: OutgoingRecord, offset = 7n): IncomingRecord {
  return {
    topic,
    partition: 0,
    offset,
    key: key === null ? null : bytes(key),
    value: value === null ? null : bytes(value),
    headers: Object.fromEntries(Object.entries(headers).map(([name, header]) => [name, bytes(header)])),
  };
}

const event = surveyCreated();
const record = stored({ topic: 'survey-events', partition: 0, ...eventMessage(event) });
const AT = new Date('2026-05-01T10:00:00.123Z');
const letterFor = (of: IncomingRecord, cause: DeadLetterCause = 'handler_failed') =>
  deadLetter(
    of,
    'analytics.dead-letters',
    'analytics',
    { topic: 'surveys', partition: 3, offset: 12n },
    { cause, error: new RangeError('no such seat'), attempts: 5 },
    AT,
  );

describe('a dead letter', () => {
  it('says whose event it is, why it failed and where it was published', () => {
    expect(letterOf(stored(letterFor(record)), 'analytics')).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-8022-/),
      group: 'analytics',
      cause: 'handler_failed',
      reason: 'no such seat',
      attempts: 5,
      redrives: 0,
      failedAt: AT,
      topic: 'survey-events',
      partition: 3,
      offset: 12n,
      eventId: event.id,
      eventType: event.type,
      aggregateId: event.aggregateId,
      tenant: event.tenant,
      bytes: JSON.stringify(event.data).length,
    });
  });

  it('counts its redrives, also when it only refers to its record', () => {
    const once = stored(redrivenRecord(stored(letterFor(record)), 'analytics.redrive'));
    const again = letterFor(stored(redrivenRecord(stored(letterFor(once)), 'analytics.redrive')));
    expect(letterOf(stored(again), 'analytics').redrives).toBe(2);
    expect(letterOf(stored(letterByReference(again)), 'analytics').redrives).toBe(2);
  });

  it('still says whose event it is when it only refers to its record', () => {
    const { eventId, tenant, bytes: size } = letterOf(stored(letterByReference(letterFor(record))), 'analytics');
    expect({ eventId, tenant, size }).toEqual({ eventId: event.id, tenant: event.tenant, size: 0 });
  });

  it('has another ID at another offset, and at another time', () => {
    const letter = stored(letterFor(record));
    const ids = [
      letter,
      { ...letter, offset: 8n },
      { ...letter, headers: { ...letter.headers, 'dead-letter-at': bytes('2026-05-02T10:00:00Z') } },
    ];
    expect(new Set(ids.map((each) => letterOf(each, 'analytics').id)).size).toBe(3);
  });

  it.each<[DeadLetterCause, Partial<IncomingRecord>, string]>([
    ['handler_failed', {}, '5'],
    ['no_value', { value: null }, '0'],
    ['bad_json', { value: bytes('{') }, '0'],
    ['schema_violation', { value: bytes('{}') }, '0'],
    ['not_an_event', { headers: {} }, '0'],
  ])('of an earlier release, which named no cause, is %s by its record', (cause, over, attempts) => {
    const { 'dead-letter-cause': _, ...headers } = stored(letterFor({ ...record, ...over })).headers;
    const former = { ...record, ...over, headers: { ...headers, 'dead-letter-attempts': bytes(attempts) } };
    expect(letterOf(former, 'analytics').cause).toBe(cause);
  });

  it('of a record that says no tenant in usual length has none', () => {
    const long = { ...record, headers: { ...record.headers, ce_tenant: bytes('t'.repeat(300)) } };
    expect(letterOf(stored(letterFor(long)), 'analytics').tenant).toBeNull();
    const { ce_tenant: _, ...headers } = record.headers;
    expect(letterOf(stored(letterFor({ ...record, headers })), 'analytics').tenant).toBeNull();
  });

  it('shows the headers of the record without its own, and clips the body', () => {
    const large = { ...record, value: bytes(JSON.stringify({ text: 'ä'.repeat(40_000) })) };
    const { headers, body, key } = letterContentOf(stored(letterFor(large)), 'analytics');
    expect(headers.map(({ name }) => name).sort()).toEqual(Object.keys(record.headers).sort());
    expect(key?.text).toBe(event.aggregateId);
    expect(body).toMatchObject({ isClipped: true, isBase64: false });
    expect(Buffer.byteLength(body?.text ?? '')).toBeGreaterThan(32 * 1024 - 4);
    expect(Buffer.byteLength(body?.text ?? '')).toBeLessThanOrEqual(32 * 1024);
  });
});

describe('bytes for people', () => {
  it('are text when they are, and otherwise base64', () => {
    expect(shown(bytes('naïve'), 100)).toEqual({ text: 'naïve', isBase64: false, isClipped: false });
    expect(shown(Buffer.from([0xff, 0xfe]), 100)).toEqual({ text: '//4=', isBase64: true, isClipped: false });
    expect(shown(bytes('a\u0000b'), 100)).toMatchObject({ isBase64: true });
    expect(shown(Buffer.alloc(0), 100)).toEqual({ text: '', isBase64: false, isClipped: false });
  });

  it('never end in a part of a character', () => {
    for (const max of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const { text, isBase64, isClipped } = shown(bytes('a🎬🎬'), max);
      expect({ isBase64, isClipped, whole: 'a🎬🎬'.startsWith(text) }).toEqual({
        isBase64: false,
        isClipped: true,
        whole: true,
      });
    }
  });
});

describe('a marker', () => {
  it('names the letters that it settles, and no letter is a marker', () => {
    expect(settledBy(stored(settledMarker('analytics.dead-letters', [5n, 9007199254740993n])))).toEqual([
      5n,
      9007199254740993n,
    ]);
    expect(settledBy(stored(letterFor(record)))).toBeUndefined();
  });
});

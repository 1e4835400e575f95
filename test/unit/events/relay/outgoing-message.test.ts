import { describe, expect, it } from '@jest/globals';
import { topicMessage } from '../../../../src/contracts/event-size.js';
import type { GatewayEvent } from '../../../../src/contracts/gateway-event.js';
import { MAX_LOADED_BYTES, type OutboxRow } from '../../../../src/domain/outbox/outbox.js';
import { outgoingMessage } from '../../../../src/events/relay/outgoing-message.js';
import { surveyCreated } from '../../../support/events.js';

const event: GatewayEvent = surveyCreated();
const { data, ...attributes } = event;
const { topic, bytes, ...packed } = topicMessage(event);
const message = { ...packed, value: Buffer.from(packed.value) };
const finished: OutboxRow = { seq: 1n, topic, attributes, message, data: null, bytes };
/** As an older gateway appends it. */
const unfinished: OutboxRow = { ...finished, message: undefined, data };
const renamed = { ...attributes, type: 'gateway.survey.renamed.v7' };

describe("a row's message", () => {
  it('is passed on as it is when the row has it', () => {
    const outgoing = outgoingMessage(finished);
    expect(outgoing).toEqual({ topic, bytes, ...message });
    expect('value' in outgoing && outgoing.value).toBe(message.value);
  });

  it('is passed on when only a newer gateway knows its type or would accept its data', () => {
    expect(outgoingMessage({ ...finished, attributes: renamed })).toEqual({ topic, bytes, ...message });
    const value = Buffer.from('not even JSON');
    expect(outgoingMessage({ ...finished, message: { ...message, value } })).toMatchObject({ value });
  });

  it('is packed from the data of a row that an older gateway has appended', () => {
    expect(outgoingMessage(unfinished)).toEqual(topicMessage(event));
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const traced = outgoingMessage({ ...unfinished, attributes: { ...attributes, traceparent } });
    expect(traced).toEqual(topicMessage({ ...event, traceparent }));
  });

  it.each([
    ['is too large to be read', { ...finished, bytes: MAX_LOADED_BYTES + 1 }, 'TOO_LARGE'],
    ['is of a topic of a newer gateway', { ...finished, topic: 'refunds', attributes: renamed }, 'UNKNOWN_TYPE'],
    ['is of a type of a newer gateway and has only data', { ...unfinished, attributes: renamed }, 'UNKNOWN_TYPE'],
    ['names the topic of other events', { ...finished, topic: 'bookings' }, 'NO_SUCH_TOPIC'],
    ['names a topic that every object has', { ...finished, topic: 'constructor', attributes: renamed }, 'UNKNOWN_TYPE'],
    ['has only data, which does not match its schema', { ...unfinished, data: { title: 7 } }, 'INVALID_EVENT'],
    ['has only data, and no tenant', { ...unfinished, attributes: { ...attributes, tenant: '' } }, 'INVALID_EVENT'],
    [
      'has only data, and occurred at infinity',
      { ...unfinished, attributes: { ...attributes, occurredAt: Infinity as unknown as Date } },
      'INVALID_EVENT',
    ],
  ])('is refused when the row %s', (_, row: OutboxRow, cause) => {
    expect(outgoingMessage(row)).toMatchObject({ cause });
  });
});

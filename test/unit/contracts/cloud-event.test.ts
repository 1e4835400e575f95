import { describe, expect, it } from '@jest/globals';
import {
  eventMessage,
  readEvent,
  UnreadableEventError,
  type EventMessage,
} from '../../../src/contracts/cloud-event.js';
import type { GatewayEvent } from '../../../src/contracts/gateway-event.js';
import { eventOf, someId } from '../../support/events.js';

const surveyId = someId('Survey');
const event: GatewayEvent = {
  ...eventOf('gateway.survey.created.v1', surveyId, { surveyId, title: 'Ça va? 調査', language: 'fr' }),
  actor: 'zoë@acme',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
};
/** A message as it comes from Kafka: all bytes. */
const incoming = (
  message: EventMessage,
  change: { headers?: Record<string, string | undefined>; value?: string | null } = {},
) => ({
  key: Buffer.from(message.key),
  value: change.value === null ? null : Buffer.from(change.value ?? message.value),
  headers: Object.fromEntries(
    Object.entries({ ...message.headers, ...change.headers }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Buffer.from(value)]],
    ),
  ),
});

describe('an event in Kafka', () => {
  it('is a CloudEvent in binary content mode, keyed by its aggregate', () => {
    expect(eventMessage(event)).toEqual({
      key: surveyId,
      value: JSON.stringify(event.data),
      headers: {
        'content-type': 'application/json',
        ce_specversion: '1.0',
        ce_id: event.id,
        ce_source: '/graphql-gateway',
        ce_type: 'gateway.survey.created.v1',
        ce_subject: surveyId,
        ce_time: event.occurredAt.toISOString(),
        ce_dataschema: 'urn:graphql-gateway:event:gateway.survey.created.v1',
        ce_tenant: event.tenant,
        ce_actor: 'zoë@acme',
        ce_traceparent: event.traceparent,
      },
    });
  });

  it('is read back as it was', () => {
    expect(readEvent(incoming(eventMessage(event)))).toEqual(event);
    const { traceparent: _, ...untraced } = event;
    expect(readEvent(incoming(eventMessage(untraced)))).toEqual(untraced);
  });

  it('is read although a later gateway has added fields and attributes', () => {
    const value = JSON.stringify({ ...event.data, folder: 'new' });
    expect(readEvent(incoming(eventMessage(event), { value, headers: { ce_region: 'eu', other: 'x' } }))).toEqual(
      event,
    );
  });

  it.each([
    ['is no CloudEvent', { headers: { ce_id: undefined } }, /not a CloudEvent/],
    ['has no value', { value: null }, /no value/],
    ['is not JSON', { value: '{' }, /not a CloudEvent/],
    [
      'is of an unknown type',
      { headers: { ce_type: 'gateway.survey.created.v9' } },
      /gateway.survey.created.v9 is unknown/,
    ],
    ['lacks its tenant', { headers: { ce_tenant: undefined } }, /lacks/],
    [
      'has a time beyond the years that are taken',
      { headers: { ce_time: '+010000-01-01T00:00:00.000Z' } },
      /time|CloudEvent/,
    ],
    ['has no time that is one', { headers: { ce_time: 'yesterday' } }, /time|CloudEvent/],
    ['has a time of the year 0', { headers: { ce_time: '0000-01-01T00:00:00.000Z' } }, /time|CloudEvent/],
    ['has data of another form', { value: JSON.stringify({ surveyId, title: 7, language: 'fr' }) }, /title/],
  ])('is refused when it %s', (_, change, reason) => {
    const read = () => readEvent(incoming(eventMessage(event), change));
    expect(read).toThrow(UnreadableEventError);
    expect(read).toThrow(reason);
  });
});

import { describe, expect, it } from '@jest/globals';
import { CloudEvent, Kafka, type KafkaMessage } from 'cloudevents';
import { eventMessage, readEvent, readPublished, UnreadableEventError } from '../../../src/contracts/cloud-event.js';
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
  message: ReturnType<typeof eventMessage>,
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

  it('is what the CloudEvents library writes, and is read by it', () => {
    const { key, value, headers } = eventMessage(event);
    const { 'content-type': contentType, ...attributes } = headers;
    const { data: _, occurredAt, aggregateId, id, type, tenant, actor, traceparent } = event;
    const extensions = { tenant, actor, traceparent };
    const library = Kafka.binary(
      new CloudEvent<unknown>({
        ...{ specversion: '1.0', id, type, source: '/graphql-gateway', subject: aggregateId },
        ...{ time: occurredAt.toISOString(), datacontenttype: 'application/json', data: event.data, ...extensions },
        dataschema: `urn:graphql-gateway:event:${type}`,
      }),
    ) as KafkaMessage<unknown>;
    expect(library.headers).toMatchObject({ 'content-type': contentType, ...attributes });
    expect(library.value).toEqual(JSON.parse(value));

    const read = Kafka.toEvent({ key, value, headers } as unknown as KafkaMessage<unknown>) as CloudEvent<unknown>;
    expect(read.validate()).toBe(true);
    expect(read.toJSON()).toMatchObject({ id, type, subject: aggregateId, data: event.data, ...extensions });
  });

  it.each(['id', 'tenant', 'actor', 'aggregateId'] as const)('is not written without its %s', (name) => {
    expect(() => eventMessage({ ...event, [name]: '' })).toThrow(`The event's ${name} is empty`);
  });

  it('is read as it was published, whatever its type and the form of its data', () => {
    const value = '{"b":1,  "a":{"__proto__":null}}';
    const message = incoming(eventMessage(event), { value, headers: { ce_type: 'gateway.survey.renamed.v7' } });
    const { data: _, ...attributes } = event;
    expect(readPublished(message)).toEqual({ ...attributes, type: 'gateway.survey.renamed.v7', json: value });
    expect(() => readPublished({ ...message, value: Buffer.from('{') })).toThrow(UnreadableEventError);
    expect(() => readPublished({ ...message, value: null })).toThrow(UnreadableEventError);
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
    ['is of another version of CloudEvents', { headers: { ce_specversion: '0.3' } }, /ce_specversion is 0.3/],
    ['is not of JSON', { headers: { 'content-type': 'application/xml' } }, /content is application\/xml/],
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

  it.each([
    ['no_value', { value: null }],
    ['not_an_event', { headers: { ce_specversion: '0.3' } }],
    ['not_an_event', { headers: { 'content-type': 'text/plain' } }],
    ['not_an_event', { headers: { ce_id: undefined } }],
    ['not_an_event', { headers: { ce_tenant: undefined } }],
    ['not_an_event', { headers: { ce_time: 'yesterday' } }],
    ['bad_json', { value: '{"surveyId":' }],
    ['unknown_type', { headers: { ce_type: 'gateway.survey.painted.v1' } }],
    ['unknown_type', { headers: { ce_type: 'v1' } }],
    ['unknown_version', { headers: { ce_type: 'gateway.survey.created.v9' } }],
    ['schema_violation', { value: '{}' }],
  ])('is refused with the cause %s for %j', (cause, change) => {
    expect(() => readEvent(incoming(eventMessage(event), change))).toThrow(expect.objectContaining({ problem: cause }));
  });
});

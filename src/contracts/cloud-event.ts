import { CloudEvent, Kafka } from 'cloudevents';
import type { KafkaMessage } from 'cloudevents';
import { parseInstant } from '../kernel/instants.js';
import { schemaUri } from './event-schema.js';
import { EVENT_TYPES, isEventType } from './event-types.js';
import type { GatewayEvent } from './gateway-event.js';

/** The CloudEvents `source` of all events. */
export const EVENT_SOURCE = '/graphql-gateway';

/** A GatewayEvent as a Kafka record in CloudEvents' binary content mode: attributes in ce_ headers, data as JSON. */
export interface EventMessage {
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A record as the client reads it. Header values may be text or bytes. */
interface IncomingMessage {
  readonly key: Buffer | string | null;
  readonly value: Buffer | string | null;
  readonly headers?: Readonly<Record<string, unknown>> | undefined;
}

/** The record is not an event that this gateway knows. `message` says why. A retry cannot help. */
export class UnreadableEventError extends Error {
  override readonly name = 'UnreadableEventError';
}

/** `event` as a CloudEvent 1.0. Throws when the CloudEvent is not valid. */
function toCloudEvent(event: GatewayEvent): CloudEvent<unknown> {
  return new CloudEvent<unknown>({
    specversion: '1.0',
    id: event.id,
    source: EVENT_SOURCE,
    type: event.type,
    subject: event.aggregateId,
    time: event.occurredAt.toISOString(),
    datacontenttype: 'application/json',
    dataschema: schemaUri(event.type),
    data: event.data,
    tenant: event.tenant,
    actor: event.actor,
    ...(event.traceparent === undefined ? {} : { traceparent: event.traceparent }),
  });
}

/** `event` as a record for the log. Throws when it is not a valid CloudEvent. */
export function eventMessage(event: GatewayEvent): EventMessage {
  const { headers } = Kafka.binary(toCloudEvent(event)) as KafkaMessage<unknown>;
  return { key: event.aggregateId, value: JSON.stringify(event.data), headers: present(headers) };
}

/**
 * The event in a record. Throws UnreadableEventError when the record is not an event, its type is unknown, or its data
 * does not match the schema of its type.
 */
export function readEvent(message: IncomingMessage): GatewayEvent {
  const cloudEvent = parse(message);
  const { id, type, subject, time } = cloudEvent;
  const { tenant, actor, traceparent } = cloudEvent as { tenant?: unknown; actor?: unknown; traceparent?: unknown };
  if (!isEventType(type)) throw new UnreadableEventError(`The event type ${type} is unknown`);
  if (typeof subject !== 'string' || typeof tenant !== 'string' || typeof actor !== 'string' || time === undefined)
    throw new UnreadableEventError('The event lacks its subject, tenant, actor or time');
  const data = EVENT_TYPES[type].data.safeParse(cloudEvent.data);
  if (!data.success) {
    const problems = data.error.issues
      .slice(0, 5)
      .map((issue) => `${issue.path.join('.') || 'data'}: ${issue.message}`);
    throw new UnreadableEventError(`The data does not match the schema of ${type}: ${problems.join('; ')}`);
  }
  const occurredAt = parseInstant(time, { seconds: 'optional' });
  if (occurredAt === undefined) throw new UnreadableEventError("The event's time is not a valid instant");
  const event = { id, type, aggregateId: subject, tenant, actor, occurredAt, data: data.data } as GatewayEvent;
  return typeof traceparent === 'string' ? { ...event, traceparent } : event;
}

function parse(message: IncomingMessage): CloudEvent<unknown> {
  try {
    if (message.value === null) throw new Error('the record has no value');
    const { headers, key } = { headers: asText(message.headers ?? {}), key: message.key?.toString() ?? '' };
    const parsed = Kafka.toEvent({ key, value: message.value.toString(), headers } as KafkaMessage<unknown>);
    if (Array.isArray(parsed)) throw new Error('the record is a batch');
    (parsed as CloudEvent<unknown>).validate();
    return parsed as CloudEvent<unknown>;
  } catch (error) {
    throw new UnreadableEventError(
      `The record is not a CloudEvent: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/**
 * Without what the binding writes in excess: absent attributes, and the content type once more as ce_datacontenttype.
 */
function present(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  const entries = Object.entries(headers).filter(
    ([name, value]) => value !== undefined && name !== 'ce_datacontenttype',
  );
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

function asText(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  const entries = Object.entries(headers).filter(([, value]) => typeof value === 'string' || Buffer.isBuffer(value));
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

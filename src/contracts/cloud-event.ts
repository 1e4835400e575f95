import { parseInstant } from '../kernel/instants.js';
import type { UnreadableCause } from './dead-letter.js';
import type { EventAttributes, PublishedEvent } from './event-attributes.js';
import type { EventMessage, IncomingMessage } from './event-message.js';
import { schemaUri, type DataSchemaOf } from './event-schema.js';
import { EVENT_TYPES, isEventType, type EventType } from './event-types.js';
import type { GatewayEvent } from './gateway-event.js';

/*
 * Events as CloudEvents 1.0 in Kafka's binary content mode. Written here and not by a library, because every event
 * passes this several times: the library validates by schema, and encodes the data once more. The tests compare both.
 */

/** The CloudEvents `source` of all events. */
export const EVENT_SOURCE = '/graphql-gateway';

/** The record is not an event that this gateway can read. `message` says why. A retry cannot help. */
export class UnreadableEventError extends Error {
  override readonly name = 'UnreadableEventError';

  constructor(
    readonly problem: UnreadableCause,
    message: string,
  ) {
    super(message);
  }
}

/**
 * `event` as a record for the log, with the `dataschema` that `dataSchemaOf` gives its type. Throws when it is not a
 * valid CloudEvent.
 */
export function eventMessage(
  event: GatewayEvent,
  dataSchemaOf: DataSchemaOf = schemaUri,
): EventMessage & { readonly value: string } {
  const { id, type, aggregateId, tenant, actor, occurredAt, traceparent } = event;
  for (const [name, text] of Object.entries({ id, type, aggregateId, tenant, actor }))
    if (text === '') throw new TypeError(`The event's ${name} is empty`);
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    ce_specversion: '1.0',
    ce_id: id,
    ce_source: EVENT_SOURCE,
    ce_type: type,
    ce_subject: aggregateId,
    ce_time: occurredAt.toISOString(),
    ce_dataschema: dataSchemaOf(type),
    ce_tenant: tenant,
    ce_actor: actor,
  };
  if (traceparent !== undefined) headers['ce_traceparent'] = traceparent;
  return { key: aggregateId, value: JSON.stringify(event.data), headers };
}

/**
 * The attributes of the event in a record, of any type. Throws UnreadableEventError when the record is not an event.
 */
export function readAttributes({ value, headers = {} }: IncomingMessage): EventAttributes {
  if (value === null) throw new UnreadableEventError('no_value', 'The record is not a CloudEvent: it has no value');
  const version = textOf(headers['ce_specversion']);
  if (version !== '1.0') throw notCloudEvent(`ce_specversion is ${version ?? 'missing'}`);
  const contentType = textOf(headers['content-type']);
  if (contentType !== undefined && !/^application\/(?:[^;]+\+)?json\b/i.test(contentType))
    throw notCloudEvent(`its content is ${contentType}`);
  const [id, type, source] = [textOf(headers['ce_id']), textOf(headers['ce_type']), textOf(headers['ce_source'])];
  if (!id || !type || !source) throw notCloudEvent('it lacks its id, type or source');
  const [subject, tenant, actor] = [headers['ce_subject'], headers['ce_tenant'], headers['ce_actor']].map(textOf);
  const time = textOf(headers['ce_time']);
  if (subject === undefined || tenant === undefined || actor === undefined || time === undefined)
    throw new UnreadableEventError('not_an_event', 'The event lacks its subject, tenant, actor or time');
  const occurredAt = parseInstant(time, { seconds: 'optional' });
  if (occurredAt === undefined)
    throw new UnreadableEventError('not_an_event', "The event's time is not a valid instant");
  const attributes = { id, type, aggregateId: subject, tenant, actor, occurredAt };
  const traceparent = textOf(headers['ce_traceparent']);
  return traceparent === undefined ? attributes : { ...attributes, traceparent };
}

/**
 * The event in a record. Throws UnreadableEventError when the record is not an event, its type is unknown, or its data
 * does not match the schema of its type.
 */
export function readEvent(message: IncomingMessage): GatewayEvent {
  return withData(readAttributes(message), message);
}

/** The event whose attributes were read before, with the data of its record. Throws as `readEvent`. */
export function withData(attributes: EventAttributes, message: IncomingMessage): GatewayEvent {
  const { type } = attributes;
  if (!isEventType(type)) throw unknownType(type);
  const data = EVENT_TYPES[type].data.safeParse(parsed(jsonOf(message)));
  if (data.success) return { ...attributes, data: data.data } as GatewayEvent;
  throw new UnreadableEventError(
    'schema_violation',
    `The data does not match the schema of ${type}: ${problemsOf(data.error.issues)}`,
  );
}

/** The event in a record as it was published, of any type. Throws UnreadableEventError when its data is not JSON. */
export function readPublished(message: IncomingMessage): PublishedEvent {
  const attributes = readAttributes(message);
  const json = jsonOf(message);
  parsed(json);
  return { ...attributes, json };
}

/** Why the data does not match the schema of the type; undefined when it does. */
export function dataProblems(type: EventType, data: unknown): string | undefined {
  const { success, error } = EVENT_TYPES[type].data.safeParse(data);
  return success ? undefined : problemsOf(error.issues);
}

const MAX_PROBLEMS = 5;

function problemsOf(issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]): string {
  return issues
    .slice(0, MAX_PROBLEMS)
    .map(({ path, message }) => `${path.join('.') || 'data'}: ${message}`)
    .join('; ');
}

function jsonOf({ value }: IncomingMessage): string {
  return value?.toString() ?? '';
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new UnreadableEventError(
      'bad_json',
      `The record is not a CloudEvent: its data is not JSON (${(error as Error).message})`,
    );
  }
}

/** A type of which this gateway knows another version is an unknown version. */
function unknownType(type: string): UnreadableEventError {
  const stem = stemOf(type);
  return stem !== undefined && Object.keys(EVENT_TYPES).some((known) => stemOf(known) === stem)
    ? new UnreadableEventError('unknown_version', `This version of the event type ${type} is unknown`)
    : new UnreadableEventError('unknown_type', `The event type ${type} is unknown`);
}

const stemOf = (type: string) => /^(.+)\.v\d+$/.exec(type)?.[1];

function notCloudEvent(reason: string): UnreadableEventError {
  return new UnreadableEventError('not_an_event', `The record is not a CloudEvent: ${reason}`);
}

function textOf(header: unknown): string | undefined {
  return typeof header === 'string' ? header : Buffer.isBuffer(header) ? header.toString() : undefined;
}

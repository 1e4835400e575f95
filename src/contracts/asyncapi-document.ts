import { ERROR_CODES } from '../kernel/errors.js';
import { EVENT_SOURCE } from './cloud-event.js';
import { eventSchema, schemaUri, type JsonSchema } from './event-schema.js';
import { EVENT_TYPE_NAMES, EVENT_TYPES, type EventType } from './event-types.js';
import { SCHEMAS_PATH } from './schema-registry.js';
import { TOPICS, type TopicKey } from './topics.js';

type Part = Readonly<Record<string, unknown>>;
const ref = ($ref: string) => ({ $ref });

/** A GraphQL subscription: its variables and the payload of its messages. */
interface SubscriptionContract {
  readonly name: string;
  readonly description: string;
  readonly variables: JsonSchema;
  readonly payload: JsonSchema;
}

/** A stream of server-sent events. */
export interface StreamContract {
  readonly name: string;
  /** Relative to the server, with {names} of parameters. */
  readonly path: string;
  readonly description: string;
  readonly messageName: string;
  readonly payload: JsonSchema;
}

/** The event channels other than topics: subscriptions and streams, as their ports describe them. */
export interface PortContracts {
  readonly subscriptions: readonly SubscriptionContract[];
  /** The schemas that the subscriptions refer to, by their name in components. */
  readonly schemas: Readonly<Record<string, JsonSchema>>;
  readonly streams: readonly StreamContract[];
}

/** The servers of a gateway that runs. */
export interface RunningServers {
  /** Addresses, each `host:port`. */
  readonly brokers: readonly string[];
  /** The URL of the gateway. */
  readonly gateway: string;
  /** The installation's prefix of topics. */
  readonly topicPrefix: string;
}

const DESCRIPTION = `The events of the gateway. Data teams read the Kafka topics: CloudEvents 1.0 in binary mode. The key of a record is the ID of its survey,
response, show or booking, so all events of one aggregate are in order. Clients subscribe with GraphQL over WebSocket (graphql-transport-ws), or
read server-sent events from REST.`;

/**
 * The AsyncAPI 3.0 document of the topics and of the ports' subscriptions and streams. Without `running`, the addresses
 * of its servers are variables.
 */
export function asyncApiDocument(
  { subscriptions, schemas, streams }: PortContracts,
  running: RunningServers | undefined = undefined,
): Part {
  const kafka = kafkaServers(running?.brokers);
  return {
    asyncapi: '3.0.0',
    info: { title: 'Gateway events', version: '1.0.0', description: DESCRIPTION, license: { name: 'MIT' } },
    defaultContentType: 'application/json',
    servers: { ...kafka, ...gatewayServers(running?.gateway) },
    channels: Object.fromEntries([
      ...(Object.keys(TOPICS) as TopicKey[]).map((topic) => [
        `${topic}Topic`,
        topicChannel(topic, Object.keys(kafka), running?.topicPrefix ?? ''),
      ]),
      ...subscriptions.map((subscription) => [`${subscription.name}Subscription`, subscriptionChannel(subscription)]),
      ...streams.map((stream) => [`${stream.name}Stream`, streamChannel(stream)]),
    ]),
    operations: Object.fromEntries([
      ...(Object.keys(TOPICS) as TopicKey[]).map((topic) => [
        `publish${capital(topic)}`,
        {
          action: 'send',
          channel: ref(`#/channels/${topic}Topic`),
          summary: `Publishes every event of ${topic} at least once.`,
        },
      ]),
      ...subscriptions.flatMap(({ name, description }) => [
        [
          `start${capital(name)}`,
          {
            action: 'receive',
            channel: ref(`#/channels/${name}Subscription`),
            messages: [ref(`#/channels/${name}Subscription/messages/subscribe`)],
            summary: description,
          },
        ],
        [
          `send${capital(name)}`,
          {
            action: 'send',
            channel: ref(`#/channels/${name}Subscription`),
            messages: ['next', 'error'].map((message) => ref(`#/channels/${name}Subscription/messages/${message}`)),
          },
        ],
      ]),
      ...streams.map(({ name, description }) => [
        name,
        {
          action: 'send',
          channel: ref(`#/channels/${name}Stream`),
          summary: description,
          bindings: { http: { method: 'GET', bindingVersion: '0.3.0' } },
        },
      ]),
    ]),
    components: {
      messages: Object.fromEntries(EVENT_TYPE_NAMES.map((type) => [type, eventMessage(type)])),
      schemas: { ...schemas, Errors: ERRORS },
    },
  };
}

const capital = (name: string) => name.slice(0, 1).toUpperCase() + name.slice(1);

/** Each broker is a server: any of them leads to the others. */
function kafkaServers(brokers: readonly string[] | undefined): Readonly<Record<string, Part>> {
  const server = { protocol: 'kafka', description: 'The Kafka cluster of the topics.' };
  if (brokers === undefined)
    return { kafka: { host: '{brokers}', ...server, variables: { brokers: { default: 'localhost:9092' } } } };
  const nameOf = (index: number) => (brokers.length === 1 ? 'kafka' : `kafka${index + 1}`);
  return Object.fromEntries(brokers.map((host, index) => [nameOf(index), { host, ...server }]));
}

function gatewayServers(url: string | undefined): Readonly<Record<string, Part>> {
  const { protocol, host, pathname } = new URL(url ?? 'http://localhost:4000');
  const tls = protocol === 'https:' ? 's' : '';
  const address =
    url === undefined
      ? { host: '{host}', variables: { host: { default: host } } }
      : { host, ...(pathname !== '/' && { pathname }) };
  return {
    graphql: {
      protocol: `ws${tls}`,
      description: 'GraphQL subscriptions. The protocol is wss when the gateway is behind TLS.',
      ...address,
    },
    rest: { protocol: `http${tls}`, description: 'Server-sent events over HTTP.', ...address },
  };
}

function topicChannel(topic: TopicKey, servers: readonly string[], prefix: string): Part {
  const { name, partitions, retentionMs } = TOPICS[topic];
  const types = EVENT_TYPE_NAMES.filter((type) => EVENT_TYPES[type].topic === topic);
  return {
    address: `{prefix}${name}`,
    description: `Events of ${topic}.`,
    servers: servers.map((name) => ref(`#/servers/${name}`)),
    parameters: { prefix: { description: "The installation's topic prefix, if it has one.", default: prefix } },
    messages: Object.fromEntries(types.map((type) => [type, ref(`#/components/messages/${type}`)])),
    bindings: { kafka: { partitions, topicConfiguration: { 'retention.ms': retentionMs }, bindingVersion: '0.5.0' } },
  };
}

/** A CloudEvent in Kafka's binary mode: attributes are headers, the data is the value. */
function eventMessage(type: EventType): Part {
  const { $schema: _, $id: __, ...payload } = eventSchema(type);
  const text = (description: string, more: JsonSchema = {}) => ({ type: 'string', description, ...more });
  return {
    name: type,
    title: type,
    contentType: 'application/json',
    headers: {
      type: 'object',
      properties: {
        'content-type': text('The media type of the value.', { pattern: '^application/json' }),
        ce_specversion: { const: '1.0' },
        ce_id: text('Unique and never used again. Delivery is at least once: apply each ID once.', { format: 'uuid' }),
        ce_source: { const: EVENT_SOURCE },
        ce_type: { const: type },
        ce_subject: text(
          `The ID of the ${EVENT_TYPES[type].aggregate} that the event is about. It is also the key of the record.`,
          { format: 'uuid' },
        ),
        ce_time: text('The time of the change.', { format: 'date-time' }),
        ce_dataschema: text('The schema of the data: the URL of its version below /schemas, or its name.', {
          format: 'uri',
          pattern: dataSchemaPattern(type),
        }),
        ce_tenant: text('The tenant that owns the event.'),
        ce_actor: text('The subject who caused the event.'),
        ce_traceparent: text('The W3C trace context of the request that caused the event.'),
      },
      required: [
        'content-type',
        'ce_specversion',
        'ce_id',
        'ce_source',
        'ce_type',
        'ce_subject',
        'ce_time',
        'ce_dataschema',
        'ce_tenant',
        'ce_actor',
      ],
    },
    payload,
    bindings: {
      kafka: {
        key: { type: 'string', format: 'uuid', description: `The ID of the ${EVENT_TYPES[type].aggregate}.` },
        bindingVersion: '0.5.0',
      },
    },
  };
}

/** URLs of a version, and the name that events have where the gateway's URL is not configured. */
function dataSchemaPattern(type: EventType): string {
  const escaped = (text: string) => text.replaceAll('.', '\\.');
  return `^(${escaped(schemaUri(type))}|https?://.+${SCHEMAS_PATH}/${escaped(type)}/[0-9]+)$`;
}

/** The messages of graphql-transport-ws for one subscription. */
function subscriptionChannel({ name, description, variables, payload }: SubscriptionContract): Part {
  const message = (type: string, content: JsonSchema) => ({
    name: type,
    payload: {
      type: 'object',
      properties: { id: { type: 'string' }, type: { const: type }, payload: content },
      required: ['id', 'type', 'payload'],
    },
  });
  const data = { type: 'object', properties: { [name]: payload }, required: [name] };
  return {
    address: '/graphql',
    description,
    servers: [ref('#/servers/graphql')],
    messages: {
      subscribe: message('subscribe', {
        type: 'object',
        properties: { query: { type: 'string' }, operationName: { type: 'string' }, variables },
        required: ['query'],
      }),
      next: message('next', { type: 'object', properties: { data, errors: ref('#/components/schemas/Errors') } }),
      error: message('error', ref('#/components/schemas/Errors')),
    },
    bindings: {
      ws: {
        method: 'GET',
        headers: { type: 'object', properties: { 'Sec-WebSocket-Protocol': { const: 'graphql-transport-ws' } } },
        bindingVersion: '0.1.0',
      },
    },
  };
}

const ERRORS: JsonSchema = {
  type: 'array',
  items: {
    type: 'object',
    properties: {
      message: { type: 'string' },
      extensions: {
        type: 'object',
        properties: { code: { type: 'string', enum: [...Object.keys(ERROR_CODES), 'INTERNAL'] } },
        required: ['code'],
      },
    },
    required: ['message'],
  },
};

function streamChannel({ path, description, messageName, payload }: StreamContract): Part {
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(
    ([, name = '']) => [name, { description: 'An ID.' }] as const,
  );
  return {
    address: path,
    description,
    servers: [ref('#/servers/rest')],
    ...(parameters.length > 0 && { parameters: Object.fromEntries(parameters) }),
    messages: {
      [messageName]: {
        name: messageName,
        contentType: 'application/json',
        summary: 'The data of each server-sent event.',
        payload,
      },
    },
  };
}

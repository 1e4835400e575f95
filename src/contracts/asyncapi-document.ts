import { ERROR_CODES } from '../kernel/errors.js';
import { EVENT_SOURCE } from './cloud-event.js';
import { eventSchema, schemaUri, type JsonSchema } from './event-schema.js';
import { EVENT_TYPE_NAMES, EVENT_TYPES, type EventType } from './event-types.js';
import { TOPICS, type TopicKey } from './topics.js';

type Part = Readonly<Record<string, unknown>>;
const ref = ($ref: string) => ({ $ref });

/** A GraphQL subscription: what it takes and what each of its messages has. */
export interface SubscriptionContract {
  readonly name: string;
  readonly description: string;
  readonly variables: JsonSchema;
  readonly payload: JsonSchema;
}

/** A stream of server-sent events. */
export interface StreamContract {
  readonly name: string;
  /** Below the server, with {names}. */
  readonly path: string;
  readonly description: string;
  readonly messageName: string;
  readonly payload: JsonSchema;
}

/** What else than topics tells of events, each in the words of its port. */
export interface PortContracts {
  readonly subscriptions: readonly SubscriptionContract[];
  /** What the subscriptions' schemas refer to, by name in components. */
  readonly schemas: Readonly<Record<string, JsonSchema>>;
  readonly streams: readonly StreamContract[];
}

const DESCRIPTION = `What the gateway tells of events. Data teams read the Kafka topics: CloudEvents 1.0 in binary mode, keyed by what they are about, so
that all events of one survey, response, show or booking are in order. Clients subscribe by GraphQL over WebSocket (graphql-transport-ws), or read
server-sent events from REST.`;

/** The AsyncAPI 3.0 document of the topics, and of what the ports stream. */
export function asyncApiDocument({ subscriptions, schemas, streams }: PortContracts): Part {
  return {
    asyncapi: '3.0.0',
    info: { title: 'Gateway events', version: '1.0.0', description: DESCRIPTION, license: { name: 'MIT' } },
    defaultContentType: 'application/json',
    servers: {
      kafka: {
        host: '{brokers}',
        protocol: 'kafka',
        description: 'Topics.',
        variables: { brokers: { default: 'localhost:9092' } },
      },
      graphql: {
        host: '{host}',
        protocol: 'ws',
        description: 'Subscriptions; wss where the gateway is behind TLS.',
        variables: { host: { default: 'localhost:4000' } },
      },
      rest: {
        host: '{host}',
        protocol: 'http',
        description: 'Server-sent events.',
        variables: { host: { default: 'localhost:4000' } },
      },
    },
    channels: Object.fromEntries([
      ...(Object.keys(TOPICS) as TopicKey[]).map((topic) => [`${topic}Topic`, topicChannel(topic)]),
      ...subscriptions.map((subscription) => [`${subscription.name}Subscription`, subscriptionChannel(subscription)]),
      ...streams.map((stream) => [`${stream.name}Stream`, streamChannel(stream)]),
    ]),
    operations: Object.fromEntries([
      ...(Object.keys(TOPICS) as TopicKey[]).map((topic) => [
        `publish${capital(topic)}`,
        {
          action: 'send',
          channel: ref(`#/channels/${topic}Topic`),
          summary: `Every event of ${topic}, at least once.`,
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

function topicChannel(topic: TopicKey): Part {
  const { name, partitions, retentionMs } = TOPICS[topic];
  const types = EVENT_TYPE_NAMES.filter((type) => EVENT_TYPES[type].topic === topic);
  return {
    address: `{prefix}${name}`,
    description: `Events of ${topic}.`,
    servers: [ref('#/servers/kafka')],
    parameters: { prefix: { description: "The installation's topic prefix, if it has one.", default: '' } },
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
        'content-type': text('Of the value.', { pattern: '^application/json' }),
        ce_specversion: { const: '1.0' },
        ce_id: text('Unique for ever: apply it once.', { format: 'uuid' }),
        ce_source: { const: EVENT_SOURCE },
        ce_type: { const: type },
        ce_subject: text(`The id of the ${EVENT_TYPES[type].aggregate} it is about; the key of the record too.`, {
          format: 'uuid',
        }),
        ce_time: text('When it happened.', { format: 'date-time' }),
        ce_dataschema: { const: schemaUri(type) },
        ce_tenant: text('Whose it is.'),
        ce_actor: text('The subject who caused it.'),
        ce_traceparent: text('W3C trace context of the request that caused it.'),
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
        key: { type: 'string', format: 'uuid', description: `The id of the ${EVENT_TYPES[type].aggregate}.` },
        bindingVersion: '0.5.0',
      },
    },
  };
}

/** What graphql-transport-ws says about an operation. */
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
    ([, name = '']) => [name, { description: 'An id.' }] as const,
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

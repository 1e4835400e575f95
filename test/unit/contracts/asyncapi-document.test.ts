import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { asyncApiDocument } from '../../../src/contracts/asyncapi-document.js';
import { eventMessage } from '../../../src/contracts/cloud-event.js';
import { EVENT_TYPE_NAMES } from '../../../src/contracts/event-types.js';
import { gatewayEvent } from '../../../src/contracts/gateway-event.js';
import { TOPICS } from '../../../src/contracts/topics.js';
import { newId } from '../../../src/kernel/ids.js';
import { subscriptionContracts } from '../../../src/ports/graphql/subscription-contracts.js';
import { streamContracts } from '../../../src/ports/rest/v1/openapi/stream-contracts.js';
import { OPERATIONS } from '../../../src/ports/rest/v1/operations.js';

const root = path.resolve(import.meta.dirname, '../../..');
const contracts = {
  ...subscriptionContracts(readFileSync(path.join(root, 'schema.graphql'), 'utf8')),
  streams: streamContracts(OPERATIONS),
};
const BROKERS = ['kafka-1:9092', 'kafka-2:9092', 'kafka-3:9092'];
const RUNNING = { brokers: BROKERS, gateway: 'https://api.example.com/gateway', topicPrefix: 'staging.' };
// eslint-disable-next-line @typescript-eslint/no-explicit-any
const running = JSON.parse(JSON.stringify(asyncApiDocument(contracts, RUNNING))) as any;
// eslint-disable-next-line @typescript-eslint/no-explicit-any
const document = JSON.parse(JSON.stringify(asyncApiDocument(contracts))) as any;

// The meta-schema carries JSON Schema's own under an id that ajv has already.
const metaSchema = createRequire(import.meta.url)('@asyncapi/specs/schemas/3.0.0.json') as {
  definitions: Record<string, unknown>;
};
const { 'http://json-schema.org/draft-07/schema': _, ...definitions } = metaSchema.definitions;
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
const isAsyncApi = ajv.compile({ ...metaSchema, definitions });

describe('the AsyncAPI document', () => {
  it('is valid by the meta-schema of AsyncAPI 3.0', () => {
    for (const valid of [document, running]) expect(isAsyncApi(valid) ? [] : isAsyncApi.errors).toEqual([]);
    expect(isAsyncApi({ ...document, channels: { broken: { address: 7 } } })).toBe(false);
    expect(isAsyncApi({ ...document, asyncapi: '2.0.0' })).toBe(false);
  });

  it.each([
    ['committed', document],
    ['running', running],
  ])('refers to nothing that is not there: %s', (_name, document) => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(
      ([, reference = '']) => reference,
    );
    expect(references.length).toBeGreaterThan(50);
    for (const reference of references) {
      const found = reference
        .slice(2)
        .split('/')
        .reduce((at, name) => at?.[name], document);
      expect({ reference, found: found !== undefined }).toEqual({ reference, found: true });
    }
  });

  it('names the servers of a gateway that runs, and its prefix', () => {
    const { kafka1, kafka2, kafka3, graphql, rest, ...others } = running.servers;
    expect([kafka1.host, kafka2.host, kafka3.host]).toEqual(BROKERS);
    expect([graphql, rest]).toMatchObject([
      { protocol: 'wss', host: 'api.example.com', pathname: '/gateway' },
      { protocol: 'https', host: 'api.example.com', pathname: '/gateway' },
    ]);
    expect(others).toEqual({});
    expect(running.channels.surveysTopic.servers).toHaveLength(3);
    expect(running.channels.surveysTopic.parameters.prefix.default).toBe('staging.');
    expect(document.channels.surveysTopic.parameters.prefix.default).toBe('');
    const [only] = BROKERS as [string];
    const single = asyncApiDocument(contracts, { ...RUNNING, brokers: [only] }) as { servers: object };
    expect(Object.keys(single.servers)).toEqual(['kafka', 'graphql', 'rest']);
  });

  it('takes as dataschema the name of a schema and the URLs of its versions, and nothing else', () => {
    const type = 'gateway.survey.closed.v1';
    const { pattern } = document.components.messages[type].headers.properties.ce_dataschema;
    const isTaken = (text: string) => new RegExp(pattern as string, 'u').test(text);
    for (const right of [
      `urn:graphql-gateway:event:${type}`,
      `https://api.example.com/gateway/schemas/${type}/12`,
      `http://localhost:4000/schemas/${type}/1`,
    ])
      expect([right, isTaken(right)]).toEqual([right, true]);
    for (const wrong of [
      `urn:graphql-gateway:event:gateway.survey.opened.v1`,
      `https://api.example.com/schemas/${type}/latest`,
      `https://api.example.com/schemas/gateway-survey.closed.v1/1`,
      `ftp://localhost/schemas/${type}/1`,
    ])
      expect([wrong, isTaken(wrong)]).toEqual([wrong, false]);
  });

  it('has every event type in the channel of its topic', () => {
    const topics = Object.keys(TOPICS).flatMap((topic) =>
      Object.keys(document.channels[`${topic}Topic`].messages as object),
    );
    expect(topics.sort()).toEqual([...EVENT_TYPE_NAMES].sort());
  });

  it('describes the headers, key and value that a record really has', () => {
    const by = { tenant: 'acme', actor: 'owner@acme', now: new Date() };
    const surveyId = newId('Survey', by.now);
    const { key, value, headers } = eventMessage(
      gatewayEvent('gateway.survey.closed.v1', surveyId, { surveyId, version: 3 }, by),
    );
    const message = document.components.messages['gateway.survey.closed.v1'];
    const compiled = new Ajv({ strict: false, validateFormats: false });
    expect(compiled.compile({ ...message.headers, additionalProperties: false })(headers)).toBe(true);
    expect(compiled.compile(message.payload)(JSON.parse(value))).toBe(true);
    expect(compiled.compile(message.bindings.kafka.key)(key)).toBe(true);
    const { ce_tenant: __, ...without } = headers;
    expect(compiled.compile(message.headers)(without)).toBe(false);
  });

  it('has each subscription and each stream', () => {
    expect(contracts.subscriptions.length).toBeGreaterThan(0);
    expect(contracts.streams.length).toBeGreaterThan(0);
    for (const { name } of contracts.subscriptions)
      expect(Object.keys(document.channels[`${name}Subscription`].messages as object)).toEqual([
        'subscribe',
        'next',
        'error',
      ]);
    for (const { name, path: address } of contracts.streams)
      expect(document.channels[`${name}Stream`].address).toBe(address);
  });
});

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
    expect(isAsyncApi(document) ? [] : isAsyncApi.errors).toEqual([]);
    expect(isAsyncApi({ ...document, channels: { broken: { address: 7 } } })).toBe(false);
    expect(isAsyncApi({ ...document, asyncapi: '2.0.0' })).toBe(false);
  });

  it('refers to nothing that is not there', () => {
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

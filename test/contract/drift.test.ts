import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { buildSchema, isEnumType, isObjectType } from 'graphql';
import { asyncApiDocument } from '../../src/contracts/asyncapi-document.js';
import { EVENT_TYPE_NAMES } from '../../src/contracts/event-types.js';
import { ERROR_CODES } from '../../src/kernel/errors.js';
import { subscriptionContracts } from '../../src/ports/graphql/subscription-contracts.js';
import { HTTP_CODES } from '../../src/ports/rest/v1/http/problem.js';
import { openApiDocument } from '../../src/ports/rest/v1/openapi/document.js';
import { streamContracts } from '../../src/ports/rest/v1/openapi/stream-contracts.js';
import { OPERATIONS } from '../../src/ports/rest/v1/operations.js';
import { contractDrift, type Json } from '../support/contract-drift.js';

const sdl = readFileSync(path.resolve(import.meta.dirname, '../../schema.graphql'), 'utf8');
const schema = buildSchema(sdl);
const copied = (document: unknown) => JSON.parse(JSON.stringify(document)) as Json;
const openApi = copied(openApiDocument(OPERATIONS));
const asyncApi = copied(asyncApiDocument({ ...subscriptionContracts(sdl), streams: streamContracts(OPERATIONS) }));
const sorted = (names: Iterable<string>) => [...names].sort();

/** The drift when somebody changes one side only. */
const afterSdl = (from: string, to: string) => {
  expect(sdl).toContain(from);
  return contractDrift(buildSchema(sdl.replace(from, to)), openApi);
};
const afterOpenApi = (mutate: (document: Json) => void) => {
  const document = copied(openApi);
  mutate(document);
  expect(document).not.toEqual(openApi);
  return contractDrift(schema, document);
};

describe('GraphQL and REST', () => {
  it('have the same types, fields, values, operations and inputs, but for the differences that have a reason', () => {
    expect(contractDrift(schema, openApi)).toEqual([]);
  });

  it.each([
    [
      'a field',
      'type Venue implements Node {',
      'type Venue implements Node {\n  stars: Int',
      'Venue.stars: is missing in REST',
    ],
    ['a field deep inside', 'type SeatRow {', 'type SeatRow {\n  aisle: Boolean', 'SeatRow.aisle: is missing in REST'],
    ['a type', 'type Viewer {', 'type Usher { name: String! }\ntype Viewer {\n', 'Usher: has no counterpart in REST'],
    [
      'a value',
      'enum SurveyStatus {',
      'enum SurveyStatus {\n  ARCHIVED',
      'Survey.status: archived,draft,open,closed are draft,open,closed in REST',
    ],
    ['a query', 'type Query {', 'type Query {\n  usher: String!', 'usher: has no operation in REST'],
    [
      'a mutation',
      'type Mutation {',
      'type Mutation {\n  archiveSurvey(id: ID!): SurveyPayload!',
      'archiveSurvey: has no operation in REST',
    ],
    [
      'a subscription',
      'type Subscription {',
      'type Subscription {\n  bells: String!',
      'bells: has no operation in REST',
    ],
    [
      'an input field',
      'input CreateVenueInput {',
      'input CreateVenueInput {\n  stars: Int',
      'createVenue: does not take stars, as createVenue does',
    ],
    [
      'an input field deep inside',
      'input OptionInput {',
      'input OptionInput {\n  colour: String',
      'createSurvey.pages.questions.options: colour,label,value,disqualifies are label,value,disqualifies in REST',
    ],
    [
      'a filter',
      'input ShowFilter {',
      'input ShowFilter {\n  city: String',
      'listShows: does not take city, as shows does',
    ],
    [
      'an order',
      'enum MovieOrderField {',
      'enum MovieOrderField {\n  MAJOR_GENRE',
      expect.stringMatching(/^listMovies: sorts by .*GraphQL by majorGenre/),
    ],
    ['null', 'startsAt: DateTime!\n  movie', 'startsAt: DateTime\n  movie', 'Show.startsAt: is null in GraphQL only'],
    [
      'another type',
      'questionCount: Int!',
      'questionCount: Float!',
      'Survey.questionCount: Float is "integer" in REST',
    ],
    [
      'a list',
      'seatLabels: [String!]!\n  status',
      'seatLabels: String!\n  status',
      expect.stringMatching(/^SeatHold.seatLabels: String is "array"/),
    ],
  ])('drift when %s comes to GraphQL only', (_, from, to, drift) => {
    expect(afterSdl(from, to)).toContainEqual(drift);
  });

  it.each<[string, (document: Json) => void, string]>([
    [
      'a field',
      (document) => (document.components.schemas.Venue.properties.stars = { type: 'integer' }),
      'Venue.stars: is missing in GraphQL',
    ],
    [
      'an expansion',
      (document) =>
        (document.components.schemas.Venue.properties.shows = {
          type: 'array',
          items: { $ref: '#/components/schemas/Show' },
        }),
      'Venue.shows: is missing in GraphQL',
    ],
    [
      'a value',
      (document) => document.components.schemas.Booking.properties.status.enum.push('lost'),
      'Booking.status: pending_payment,confirmed,payment_failed,cancelled,expired are pending_payment,confirmed,payment_failed,cancelled,expired,lost in REST',
    ],
    [
      'null',
      (document) => (document.components.schemas.Survey.properties.title.type = ['string', 'null']),
      'Survey.title: is null in REST only',
    ],
    [
      'an operation',
      (document) => (document.paths['/ushers'] = { get: { operationId: 'listUshers', parameters: [] } }),
      'listUshers: is missing in GraphQL',
    ],
    [
      'a body field',
      (document) => (document.components.schemas.CreateVenueBody.properties.stars = { type: 'integer' }),
      'createVenue: takes stars, which GraphQL does not',
    ],
    [
      'a parameter',
      (document) =>
        document.paths['/shows'].get.parameters.push({ name: 'city', in: 'query', schema: { type: 'string' } }),
      'listShows: takes city, which GraphQL does not',
    ],
  ])('drift when %s comes to REST only', (_, mutate, drift) => {
    expect(afterOpenApi(mutate)).toContain(drift);
  });

  it('drift when a difference is none any more, so that its reason goes too', () => {
    expect(afterSdl('type Booking implements Node {', 'type Booking implements Node {\n  holdId: ID!')).toContain(
      'ONLY_IN_REST: Booking.holdId is no difference (any more)',
    );
  });
});

describe('failures', () => {
  it('have the same codes in GraphQL, REST and AsyncAPI', () => {
    const told =
      /stable code in extensions\.code: ([A-Z_,\s]+)\./
        .exec(schema.description ?? '')?.[1]
        ?.split(/[,\s]+/)
        .filter(Boolean) ?? [];
    expect(sorted(told)).toEqual(sorted(Object.keys(ERROR_CODES)));
    expect(sorted(openApi.components.schemas.Problem.properties.code.enum)).toEqual(
      sorted([...told, ...Object.keys(HTTP_CODES)]),
    );
    expect(sorted(asyncApi.components.schemas.Errors.items.properties.extensions.properties.code.enum)).toEqual(
      sorted([...told, 'INTERNAL']),
    );
  });
});

describe('AsyncAPI', () => {
  it('has every event type, each once, and REST takes the same for its filters', () => {
    expect(sorted(Object.keys(asyncApi.components.messages as object))).toEqual(sorted(EVENT_TYPE_NAMES));
    for (const route of ['/event-logs', '/event-activity', '/events'])
      expect(
        sorted(openApi.paths[route].get.parameters.find(({ name }: Json) => name === 'types').schema.items.enum),
      ).toEqual(sorted(EVENT_TYPE_NAMES));
  });

  it("has the schema's types as subscriptions answer them: the same fields and values", () => {
    const described = Object.entries<Json>(asyncApi.components.schemas).filter(([name]) => name.startsWith('GraphQL.'));
    expect(described.length).toBeGreaterThan(10);
    for (const [name, { properties }] of described) {
      const type = schema.getType(name.slice('GraphQL.'.length));
      if (!isObjectType(type)) throw new Error(`${name} is no type of the schema`);
      expect({ name, fields: Object.keys(properties as object) }).toEqual({
        name,
        fields: Object.keys(type.getFields()),
      });
    }
    const status = schema.getType('ResponseStatus');
    expect(asyncApi.components.schemas['GraphQL.SurveyResponse'].properties.status.enum).toEqual(
      isEnumType(status) ? status.getValues().map(({ name }) => name) : undefined,
    );
  });

  it('has a channel for each subscription, and for each stream of REST the fields that OpenAPI has', () => {
    const subscriptions = Object.keys(schema.getSubscriptionType()?.getFields() ?? {});
    const streams = Object.values<Json>(openApi.paths)
      .flatMap((methods) => Object.values<Json>(methods))
      .filter(({ responses }) => responses['200']?.content?.['text/event-stream'] !== undefined);
    expect(sorted(Object.keys(asyncApi.channels as object).filter((name) => !name.endsWith('Topic')))).toEqual(
      sorted([
        ...subscriptions.map((name) => `${name}Subscription`),
        ...streams.map(({ operationId }) => `${operationId}Stream`),
      ]),
    );
    for (const { operationId, responses } of streams) {
      const name = responses['200'].content['text/event-stream']['x-event-data'].$ref.split('/').at(-1) as string;
      const { payload } = asyncApi.channels[`${operationId}Stream`].messages[name];
      expect(Object.keys(payload.properties as object)).toEqual(
        Object.keys(openApi.components.schemas[name].properties as object),
      );
    }
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SchemaRegistryClient, Compatibility, RestError } from '@confluentinc/schemaregistry';
import { COMPATIBILITY, SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { Kafka, logLevel, type KafkaMessage } from 'kafkajs';
import { buildSchema } from 'graphql';
import { parse } from 'yaml';
import { EVENT_TYPE_NAMES, type EventType } from '../../../src/contracts/event-types.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { until } from '../../support/until.js';

const SUBJECT: EventType = 'gateway.survey.created.v1';
let gateway: TestGateway;
let confluent: SchemaRegistryClient;
let kafkaJs: SchemaRegistry;

beforeAll(async () => {
  gateway = await startGateway();
  const base = `${gateway.url}/schema-registry`;
  confluent = new SchemaRegistryClient({ baseURLs: [base] });
  const ajvInstance = new Ajv2020({ strict: false, validateFormats: false });
  kafkaJs = new SchemaRegistry({ host: base, retry: { retries: 0 } }, { [SchemaType.JSON]: { ajvInstance } });
});
afterAll(() => gateway.stop());

const text = async (path: string, accept = '*/*') =>
  (await fetch(`${gateway.url}${path}`, { headers: { accept } })).text();
const json = async (path: string) => JSON.parse(await text(path)) as Record<string, unknown>;
/** A schema with a field more. */
const withField = (schema: string, name: string, field: unknown) => {
  const { properties, ...rest } = JSON.parse(schema) as { properties: object };
  return JSON.stringify({ ...rest, properties: { ...properties, [name]: field } });
};
const refusal = (code: number) => expect.objectContaining({ errorCode: code });

describe("Confluent's client", () => {
  it('finds every event type, and reads its schema by version, by ID and as the latest', async () => {
    expect(await confluent.getAllSubjects()).toEqual(EVENT_TYPE_NAMES);
    expect(await confluent.getAllVersions(SUBJECT)).toEqual([1]);
    const latest = await confluent.getLatestSchemaMetadata(SUBJECT);
    expect(latest).toMatchObject({ subject: SUBJECT, version: 1, id: 1, schemaType: 'JSON' });
    expect(await confluent.getSchemaMetadata(SUBJECT, 1)).toEqual(latest);
    expect((await confluent.getBySubjectAndId(SUBJECT, latest.id ?? 0)).schema).toBe(latest.schema);
    expect(JSON.parse(latest.schema ?? '')).toEqual(await json(`/schemas/${SUBJECT}/1`));
  });

  it('registers a schema that exists and gets its ID; any other is refused', async () => {
    const { id, schema = '' } = await confluent.getLatestSchemaMetadata(SUBJECT);
    const info = { schemaType: 'JSON', schema };
    expect(await confluent.register(SUBJECT, info)).toBe(id);
    expect(await confluent.getId(SUBJECT, info)).toBe(id);
    expect(await confluent.getVersion(SUBJECT, info)).toBe(1);
    const other = { ...info, schema: withField(schema, 'note', { type: 'string' }) };
    await expect(confluent.register(SUBJECT, other)).rejects.toEqual(refusal(42205));
    await expect(confluent.register(SUBJECT, other)).rejects.toBeInstanceOf(RestError);
    await expect(confluent.getId(SUBJECT, other)).rejects.toEqual(refusal(40403));
    await expect(confluent.deleteSubject(SUBJECT)).rejects.toEqual(refusal(42205));
  });

  it('learns which changes are compatible, and the level that was compared by', async () => {
    const { schema = '' } = await confluent.getLatestSchemaMetadata(SUBJECT);
    const compatible = (changed: string) =>
      confluent.testSubjectCompatibility(SUBJECT, { schemaType: 'JSON', schema: changed });
    expect(await compatible(withField(schema, 'note', { type: 'string' }))).toBe(true);
    expect(await compatible(withField(schema, 'title', { type: 'integer' }))).toBe(false);
    expect(await confluent.getCompatibility(SUBJECT)).toBe(Compatibility.FULL_TRANSITIVE);
    expect(await confluent.getDefaultCompatibility()).toBe(Compatibility.FULL_TRANSITIVE);
    await expect(confluent.updateCompatibility(SUBJECT, Compatibility.NONE)).rejects.toEqual(refusal(42205));
  });

  it('is told what does not exist', async () => {
    await expect(confluent.getLatestSchemaMetadata('nothing')).rejects.toEqual(refusal(40401));
    await expect(confluent.getSchemaMetadata(SUBJECT, 9)).rejects.toEqual(refusal(40402));
    await expect(confluent.getBySubjectAndId(SUBJECT, 999)).rejects.toEqual(refusal(40403));
  });
});

describe("KafkaJS's client", () => {
  it('encodes and decodes data by the schemas, and refuses data that does not match', async () => {
    const id = await kafkaJs.getLatestSchemaId(SUBJECT);
    expect(await kafkaJs.getRegistryId(SUBJECT, 1)).toBe(id);
    const data = { surveyId: '0190d3e0-0000-7000-8000-000000000000', title: 'Lunch', language: 'en' };
    const bytes = await kafkaJs.encode(id, data);
    expect([bytes[0], bytes.readInt32BE(1)]).toEqual([0, id]);
    expect(await kafkaJs.decode(bytes)).toEqual(data);
    await expect(kafkaJs.encode(id, { ...data, title: 7 })).rejects.toThrow('invalid payload');
  });

  it('registers a schema that exists and gets its ID; any other is refused', async () => {
    const schema = await text(`/schemas/gateway.show.cancelled.v1/1`);
    const options = { subject: 'gateway.show.cancelled.v1', compatibility: COMPATIBILITY.FULL_TRANSITIVE };
    const { id } = await kafkaJs.register({ type: SchemaType.JSON, schema }, options);
    expect(id).toBe(await kafkaJs.getLatestSchemaId(options.subject));
    expect(await kafkaJs.getRegistryIdBySchema(options.subject, { type: SchemaType.JSON, schema })).toBe(id);
    const { $id: _, ...other } = JSON.parse(schema) as Record<string, unknown>;
    await expect(kafkaJs.register({ type: SchemaType.JSON, schema: JSON.stringify(other) }, options)).rejects.toThrow(
      'read-only mode',
    );
  });
});

/** The first record of a topic of the gateway. */
async function firstRecord(topic: string): Promise<KafkaMessage> {
  const brokers = gateway.environment['KAFKA_BROKERS']?.split(',') ?? [];
  const consumer = new Kafka({ brokers, logLevel: logLevel.NOTHING }).consumer({ groupId: `${topic}.schemas-test` });
  let record: KafkaMessage | undefined;
  await consumer.connect();
  try {
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({ eachMessage: async ({ message }) => void (record ??= message) });
    await until('a record is read', () => record !== undefined, 30_000);
  } finally {
    await consumer.disconnect();
  }
  return record as unknown as KafkaMessage;
}

describe('a published event', () => {
  it('names by its dataschema the URL of the JSON Schema that its data matches', async () => {
    await gateway.data(
      'mutation { createSurvey(input: { title: "Lunch", language: "en" }) { survey { id } } }',
      {},
      await gateway.token('owner'),
    );
    const { value, headers } = await firstRecord(`${gateway.environment['TOPIC_PREFIX']}survey-events`);
    const url = String(headers?.['ce_dataschema']);
    expect(url).toBe(`${gateway.url}/schemas/${SUBJECT}/1`);
    const response = await fetch(url);
    expect(response.headers.get('content-type')).toBe('application/schema+json; charset=utf-8');
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(
      (await response.json()) as Record<string, unknown>,
    );
    const data = JSON.parse(String(value)) as object;
    expect(validate(data)).toBe(true);
    expect(validate({ ...data, title: 7 })).toBe(false);
  });

  it('has a name instead of a URL where the registry is off', async () => {
    const closed = await startGateway({ SCHEMA_REGISTRY: 'off', API_DOCS: 'off', INTROSPECTION: 'off' });
    try {
      const paths = [
        '/schemas',
        `/schemas/${SUBJECT}/1`,
        '/schema-registry/subjects',
        '/api/asyncapi',
        '/schema.graphql',
      ];
      for (const path of paths) expect([path, (await fetch(`${closed.url}${path}`)).status]).toEqual([path, 404]);
      await closed.data(
        'mutation { createSurvey(input: { title: "Lunch", language: "en" }) { survey { id } } }',
        {},
        await closed.token('owner'),
      );
      const rows = await closed.gateway.parts.database.query<{ headers: Record<string, string> }>(
        'outbox-headers',
        'SELECT headers FROM outbox',
      );
      expect(rows[0]?.headers['ce_dataschema']).toBe(`urn:graphql-gateway:event:${SUBJECT}`);
    } finally {
      await closed.stop();
    }
  });
});

describe('the documents', () => {
  it('have the AsyncAPI document with the servers that run, as JSON and as YAML', async () => {
    const document = await json('/api/asyncapi');
    const { host } = new URL(gateway.url);
    const brokers = gateway.environment['KAFKA_BROKERS']?.split(',') ?? [];
    const servers = document['servers'] as Record<string, { host: string; protocol: string }>;
    expect(
      Object.values(servers)
        .filter(({ protocol }) => protocol === 'kafka')
        .map((server) => server.host),
    ).toEqual(brokers);
    expect([servers['graphql'], servers['rest']]).toMatchObject([
      { host, protocol: 'ws' },
      { host, protocol: 'http' },
    ]);
    const response = await fetch(`${gateway.url}/api/asyncapi`, { headers: { accept: 'application/yaml' } });
    expect(response.headers.get('content-type')).toBe('application/yaml; charset=utf-8');
    expect(parse(await response.text())).toEqual(document);
    const again = await fetch(`${gateway.url}/api/asyncapi`, {
      headers: { accept: 'application/yaml', 'if-none-match': response.headers.get('etag') ?? '' },
    });
    expect(again.status).toBe(304);
    expect((await fetch(`${gateway.url}/api/asyncapi`, { headers: { accept: 'image/png' } })).status).toBe(406);
  });

  it('have the GraphQL schema', async () => {
    const response = await fetch(`${gateway.url}/schema.graphql`);
    expect(response.headers.get('content-type')).toBe('application/graphql; charset=utf-8');
    expect(buildSchema(await response.text()).getType('Survey')).toBeDefined();
  });
});

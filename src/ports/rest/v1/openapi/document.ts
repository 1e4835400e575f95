import { LIMITS as BOOKING_LIMITS } from '../../../../domain/bookings/booking-inputs.js';
import { LIMITS as SURVEY_LIMITS } from '../../../../domain/surveys/survey-inputs.js';
import { INPUT_LIMITS } from '../../../../kernel/input-size.js';
import { OPERATION_DEADLINE_MS } from '../../../../ops/operation-scope.js';
import { jsonSchemaOf } from '../http/json-schema.js';
import { XML_LIMITS } from '../http/xml-bounds.js';
import { MEDIA_TYPES, MERGE_PATCH } from '../http/media-types.js';
import type { AnyOperation, Tag } from '../operation.js';
import { BASE } from '../reply.js';
import { createComponents, type Components, type Part } from './components.js';
import { parametersOf } from './parameters.js';
import { addMethodNotAllowed, responsesOf } from './responses.js';
import { schemaObject } from './schema-object.js';

const TAGS: Readonly<Record<Tag, string>> = {
  Surveys: 'Surveys as a whole, and their pages.',
  Questions: 'The questions of the pages.',
  Collectors: 'The links for respondents, and quotas.',
  Responses: 'The responses of respondents.',
  Insights: 'Results and trends.',
  Catalogue: 'Movies, venues and their screens.',
  Shows: 'Shows of movies, and their seats.',
  Bookings: 'Holds, bookings and payments.',
  Events: 'The event log and live streams of events.',
  Operations: 'The topics, consumer groups and outbox of the installation, for those who operate it',
  Service: 'The service itself.',
};

const DESCRIPTION = `Surveys, bookings and their events as resources, with the same data as the GraphQL schema.

\`fields\` selects the fields of a representation. \`expand\` includes related resources. Lists are paged and have links. Reads return an ETag
for \`If-None-Match\`. A write with \`If-Match\` fails if the resource has changed since you read it. \`Idempotency-Key\` makes a write safe to
retry. Failures are problems (RFC 9457) with stable codes. Every path supports OPTIONS, and HEAD where it supports GET. Any other method gets
405 with \`Allow\`. A body has at most ${INPUT_LIMITS.values} values and ${INPUT_LIMITS.depth} levels, an object ${INPUT_LIMITS.fields} fields, and an XML body ${XML_LIMITS.tags} tags. A survey has at most
${SURVEY_LIMITS.pages} pages, ${SURVEY_LIMITS.questions} questions, ${SURVEY_LIMITS.surveyOptions} options and rows, ${SURVEY_LIMITS.surveyCharacters} characters of text, ${SURVEY_LIMITS.collectors} collectors and ${SURVEY_LIMITS.quotas} quotas. A response chooses at most
${SURVEY_LIMITS.responseChoices} options and cells and has at most ${SURVEY_LIMITS.responseCharacters} characters of text. The responses of one request choose at most ${SURVEY_LIMITS.requestChoices} options and cells.
A venue has at most ${BOOKING_LIMITS.screens} screens, and a screen at most ${BOOKING_LIMITS.seats} seats. A request that exceeds a limit fails with LIMIT_EXCEEDED. An operation
may take ${OPERATION_DEADLINE_MS / 1000} s. After that it fails with DEADLINE_EXCEEDED.
In XML, each JSON name is an element, each item of an array is an \`item\` element, and null is \`nil="true"\`.`;

/** The OpenAPI 3.1 document of these operations. */
export function openApiDocument(operations: readonly AnyOperation[]): Part {
  const components = createComponents();
  addMethodNotAllowed(components);
  const paths: Record<string, Record<string, Part>> = {};
  for (const operation of operations)
    (paths[operation.path] ??= {})[operation.method.toLowerCase()] = operationObject(operation, components);
  const used = new Set(operations.map(({ tag }) => tag));
  return {
    openapi: '3.1.0',
    info: {
      title: 'Gateway REST API',
      version: '1.0.0',
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: BASE }],
    tags: Object.entries(TAGS)
      .filter(([name]) => used.has(name as Tag))
      .map(([name, description]) => ({ name, description })),
    paths,
    components: {
      ...components.toJson(),
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}

function operationObject(operation: AnyOperation, components: Components): Part {
  const { id, tag, summary, description, access } = operation;
  const body = requestBodyOf(operation, components);
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    security: access === 'everyone' ? [{}, { bearer: [] }] : [{ bearer: [] }],
    parameters: parametersOf(operation, components),
    ...(body !== undefined && { requestBody: body }),
    responses: responsesOf(operation, components),
  };
}

function requestBodyOf(
  { id, method, body, bodyOptional, example }: AnyOperation,
  components: Components,
): Part | undefined {
  if (body === undefined) return undefined;
  const schema = components.add('schemas', `${id.slice(0, 1).toUpperCase()}${id.slice(1)}Body`, {
    ...schemaObject(jsonSchemaOf(body), 'request'),
    xml: { name: id },
  });
  const types = [...(method === 'PATCH' ? [MERGE_PATCH] : []), ...Object.values(MEDIA_TYPES)];
  // XML's examples would have to be texts; viewers make them of the schema.
  const content = types.map(
    (type) =>
      [
        type,
        { schema, ...(example?.body !== undefined && type !== MEDIA_TYPES.xml && { example: example.body }) },
      ] as const,
  );
  return { required: bodyOptional !== true, content: Object.fromEntries(content) };
}

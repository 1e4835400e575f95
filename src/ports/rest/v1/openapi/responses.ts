import type { ErrorCode } from '../../../../kernel/errors.js';
import { jsonSchemaOf, type JsonSchema } from '../http/json-schema.js';
import { EVENT_STREAM, MEDIA_TYPES, PROBLEM_TYPES } from '../http/media-types.js';
import { PROBLEM_TITLES, STATUS_OF, type ProblemCode } from '../http/problem.js';
import { isWrite, type AnyOperation } from '../operation.js';
import type { AnyResource } from '../resource.js';
import { rootName, type Components, type Part } from './components.js';
import { schemaObject } from './schema-object.js';

const HEADERS = {
  'RateLimit-Limit': {
    description:
      'The points that the caller may spend in a minute, over REST and GraphQL together. A REST request costs one point.',
    required: true,
    schema: { type: 'integer', minimum: 1 },
  },
  'RateLimit-Remaining': {
    description: 'The points that are left.',
    required: true,
    schema: { type: 'integer', minimum: 0 },
  },
  'RateLimit-Reset': {
    description: 'The seconds until all points are available again.',
    required: true,
    schema: { type: 'integer', minimum: 0 },
  },
  'Cache-Control': {
    description: 'Whether and how the response may be cached.',
    required: true,
    schema: { type: 'string', enum: ['private, no-cache', 'public, no-cache', 'no-store'] },
  },
  Vary: {
    description: 'The request headers on which the response depends.',
    required: true,
    schema: { type: 'string' },
  },
  ETag: {
    description:
      'A strong entity tag of the representation, for If-None-Match and If-Match. It begins with the version where the resource has one.',
    required: true,
    schema: { type: 'string', pattern: '^"([0-9]+\\.)?[A-Za-z0-9_-]+"$' },
  },
  Location: {
    description: 'The path of the new resource.',
    required: true,
    schema: { type: 'string', pattern: '^/api/v1/' },
  },
  Link: {
    description: 'Links by relation (RFC 8288): self and next of a list, and documentation of deprecations.',
    schema: { type: 'string' },
  },
  Deprecation: {
    description: 'The time since when a field of the response is deprecated (RFC 9745).',
    schema: { type: 'string', pattern: '^@[0-9]+$' },
  },
  Sunset: { description: 'The time at which the deprecated field is removed (RFC 8594).', schema: { type: 'string' } },
  'Retry-After': {
    description: 'The seconds to wait before a retry.',
    required: true,
    schema: { type: 'integer', minimum: 0 },
  },
  'WWW-Authenticate': { description: 'The authentication scheme to use.', required: true, schema: { type: 'string' } },
  Accept: { description: 'The media types that the operation accepts.', required: true, schema: { type: 'string' } },
  Allow: { description: 'The methods that the resource supports.', required: true, schema: { type: 'string' } },
} as const satisfies Readonly<Record<string, Part>>;
type HeaderName = keyof typeof HEADERS;

const ALWAYS: readonly HeaderName[] = [
  'Cache-Control',
  'Vary',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
];
const OF_STATUS: Readonly<Record<number, readonly HeaderName[]>> = {
  401: ['WWW-Authenticate'],
  405: ['Allow'],
  415: ['Accept'],
  429: ['Retry-After'],
  503: ['Retry-After'],
};

/** The responses of an operation by status: its answer, 304 where there may be one, and its problems. */
export function responsesOf(operation: AnyOperation, components: Components): Part {
  const { answer } = operation;
  const isCached = !isWrite(operation) && answer.kind !== 'stream';
  return {
    [answer.status]: successOf(operation, components),
    ...(isCached && {
      304: {
        description: 'The representation that you have is still current.',
        headers: headersOf(['ETag', ...ALWAYS], components),
      },
    }),
    ...Object.fromEntries(
      [...codesOf(operation)]
        .sort(([a], [b]) => a - b)
        .map(([status, codes]) => [status, problemResponse(status, codes, components)]),
    ),
  };
}

/** Adds the response of every path to a method that the path does not have. */
export function addMethodNotAllowed(components: Components): void {
  components.add('responses', 'MethodNotAllowed', problem(405, ['METHOD_NOT_ALLOWED'], components));
}

function successOf(operation: AnyOperation, components: Components): Part {
  const { answer } = operation;
  const isRead = !isWrite(operation);
  const isList = answer.kind === 'page' || answer.kind === 'all';
  const resource = 'resource' in answer ? answer.resource : undefined;
  const deprecates = resource !== undefined && hasDeprecations(resource);
  const names: HeaderName[] = [
    ...(isRead && answer.kind !== 'stream' ? (['ETag'] as const) : []),
    ...(answer.kind === 'created' ? (['Location'] as const) : []),
    ...(isList || deprecates ? (['Link'] as const) : []),
    ...(deprecates ? (['Deprecation', 'Sunset'] as const) : []),
    // A stream is kept by no cache, whatever it depends on.
    ...ALWAYS.filter((name) => name !== 'Vary' || answer.kind !== 'stream'),
  ];
  const tag =
    !isRead && !isList && resource?.versionOf !== undefined ? { ETag: { ...HEADERS.ETag, required: false } } : {};
  const links = isList ? { Link: { ...HEADERS.Link, required: true } } : {};
  const headers = { ...headersOf(names, components), ...tag, ...links };
  switch (answer.kind) {
    case 'noContent':
      return { description: 'Done.', headers };
    case 'stream': {
      const message = components.add('schemas', answer.name, schemaObject(jsonSchemaOf(answer.schema), 'response'));
      const description = `An endless stream of server-sent events. The data of each is JSON, ${answer.name}. With its ID as Last-Event-ID, the stream resumes after it.`;
      return {
        description,
        headers,
        content: { [EVENT_STREAM]: { schema: { type: 'string' }, 'x-event-data': message } },
      };
    }
    default:
      return {
        description: descriptionOf(answer.kind),
        headers,
        content: inBothFormats(answerSchema(operation, components)),
      };
  }
}

const descriptionOf = (kind: 'single' | 'created' | 'page' | 'all' | 'value') =>
  ({
    single: 'The resource.',
    created: 'The new resource.',
    page: 'A page of the list.',
    all: 'The whole list.',
    value: 'The result.',
  })[kind];

function answerSchema({ answer }: AnyOperation, components: Components): JsonSchema {
  switch (answer.kind) {
    case 'single':
    case 'created':
      return components.addResource(answer.resource);
    case 'page':
    case 'all':
      return components.add(
        'schemas',
        `${answer.resource.name}${answer.kind === 'page' ? 'List' : 'WholeList'}`,
        listSchema(answer.resource, answer.kind === 'page', components),
      );
    case 'value':
      return components.add('schemas', answer.name, {
        ...schemaObject(jsonSchemaOf(answer.schema), 'response'),
        xml: { name: rootName(answer.name) },
      });
    default:
      throw new Error(`${answer.kind} has no body`);
  }
}

function listSchema(resource: AnyResource, hasPages: boolean, components: Components): Part {
  const self = { type: 'string', format: 'uri-reference', description: 'This page.' };
  const next = {
    type: ['string', 'null'],
    format: 'uri-reference',
    description: 'The next page. Null on the last page.',
  };
  return {
    type: 'object',
    properties: {
      data: {
        type: 'array',
        items: { ...components.addResource(resource), xml: { name: 'item' } },
        xml: { wrapped: true },
      },
      links: {
        type: 'object',
        properties: { self, ...(hasPages && { next }) },
        required: hasPages ? ['self', 'next'] : ['self'],
      },
      ...(hasPages && {
        totalCount: {
          type: 'integer',
          minimum: 0,
          description: 'The number of items on all pages. Only with total=true.',
        },
      }),
    },
    required: ['data', 'links'],
    xml: { name: 'list' },
  };
}

/** Whether a representation of the resource may have a deprecated field, in itself or in an expansion. */
function hasDeprecations(resource: AnyResource, seen = new Set<AnyResource>()): boolean {
  if (seen.has(resource)) return false;
  seen.add(resource);
  return (
    (resource.deprecations?.length ?? 0) > 0 ||
    Object.values(resource.expansions).some((expansion) => hasDeprecations(expansion.resource(), seen))
  );
}

/** The codes that an operation may fail with, by status: its own, and those that its kind of request brings. */
function codesOf(operation: AnyOperation): ReadonlyMap<number, readonly ProblemCode[]> {
  const { errors, access, params, body, ifMatch, answer } = operation;
  const byStatus = new Map<number, Set<ProblemCode>>();
  const add = (status: number, ...codes: ProblemCode[]) =>
    byStatus.set(status, new Set([...(byStatus.get(status) ?? []), ...codes]));
  add(400, 'BAD_INPUT');
  add(401, 'UNAUTHENTICATED');
  if (access === 'members') add(403, 'FORBIDDEN');
  if (params !== undefined) add(404, 'NOT_FOUND');
  add(406, 'NOT_ACCEPTABLE');
  if (isWrite(operation)) add(412, 'VERSION_CONFLICT');
  if (body !== undefined) {
    add(422, 'LIMIT_EXCEEDED');
    add(413, 'LIMIT_EXCEEDED');
    add(415, 'UNSUPPORTED_MEDIA_TYPE');
  }
  add(422, 'BAD_INPUT');
  add(429, 'LIMIT_EXCEEDED');
  add(500, 'INTERNAL');
  add(503, 'OVERLOADED', 'UNAVAILABLE');
  add(504, 'DEADLINE_EXCEEDED');
  const brought: readonly ErrorCode[] = [
    ...(isWrite(operation) ? (['IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_IN_FLIGHT'] as const) : []),
    ...(ifMatch === true ? (['VERSION_CONFLICT'] as const) : []),
    ...(answer.kind === 'page' ? (['BAD_CURSOR'] as const) : []),
    // Any answer may turn out to be larger than one may be.
    ...(answer.kind === 'noContent' || answer.kind === 'stream' ? [] : (['LIMIT_EXCEEDED'] as const)),
  ];
  for (const code of [...brought, ...errors]) add(STATUS_OF[code], code);
  return new Map([...byStatus].map(([status, codes]) => [status, [...codes].sort()]));
}

function problemResponse(status: number, codes: readonly ProblemCode[], components: Components): Part {
  const words = codes.flatMap((code) => code.toLowerCase().split('_'));
  return components.add(
    'responses',
    `Problem${status}${words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('')}`,
    problem(status, codes, components),
  );
}

function problem(status: number, codes: readonly ProblemCode[], components: Components): Part {
  const base = components.add('schemas', 'Problem', PROBLEM);
  const schema = {
    allOf: [base, { type: 'object', properties: { status: { const: status }, code: { enum: codes } } }],
  };
  return {
    description: codes.map((code) => `${code}: ${PROBLEM_TITLES[code]}`).join(' '),
    headers: headersOf([...(OF_STATUS[status] ?? []), ...ALWAYS], components),
    content: Object.fromEntries(Object.values(PROBLEM_TYPES).map((type) => [type, { schema }])),
  };
}

const PROBLEM: Part = {
  type: 'object',
  description: 'A failure (RFC 9457). Further members identify the part of the input that is wrong.',
  properties: {
    type: { type: 'string', format: 'uri-reference' },
    title: { type: 'string' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    detail: { type: 'string', description: 'An explanation for people.' },
    code: { type: 'string', enum: Object.keys(PROBLEM_TITLES), description: 'A stable code, the same as in GraphQL.' },
    outcome: {
      enum: ['none', 'unknown'],
      description:
        'For a write that failed with UNAVAILABLE or DEADLINE_EXCEEDED: none when nothing was changed, unknown when that is not known.',
    },
    problems: {
      type: 'array',
      xml: { wrapped: true },
      items: {
        type: 'object',
        properties: { in: { type: 'string' }, field: { type: 'string' }, problem: { type: 'string' } },
        required: ['field', 'problem'],
        xml: { name: 'item' },
      },
    },
  },
  required: ['type', 'title', 'status', 'detail', 'code'],
  xml: { name: 'problem', namespace: 'urn:ietf:rfc:7807' },
};

function headersOf(names: readonly HeaderName[], components: Components): Part {
  return Object.fromEntries(names.map((name) => [name, components.add('headers', name, HEADERS[name])]));
}

function inBothFormats(schema: JsonSchema): Part {
  return Object.fromEntries(Object.values(MEDIA_TYPES).map((type) => [type, { schema }]));
}

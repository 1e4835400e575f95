import { headerSchemaOf, pageParameters, querySchemaOf, selectionParameters } from '../common-parameters.js';
import { decodeText } from '../http/decode.js';
import { jsonSchemaOf, type JsonSchema } from '../http/json-schema.js';
import { isWrite, type AnyOperation } from '../operation.js';
import type { Components, Part } from './components.js';
import { schemaObject } from './schema-object.js';

type In = 'path' | 'query' | 'header';

/** One entity tag, or *. */
const IF_MATCH: Part = {
  name: 'If-Match',
  in: 'header',
  description:
    'The ETag of the resource, or of the survey that it is part of, from your last read. If the current ETag differs, the response is 412.',
  schema: { type: 'string', format: 'entity-tag', pattern: '^(\\*|(W/)?"[!#-~]*")$' },
  example: '*',
};
const IF_NONE_MATCH: Part = {
  name: 'If-None-Match',
  in: 'header',
  description: 'The ETag of the representation that you have. If it is still current, the response is 304.',
  schema: { type: 'string' },
};

/** Entity tags, or *. */
const IF_NONE_MATCH_OF_WRITE: Part = {
  name: 'If-None-Match',
  in: 'header',
  description:
    'Entity tags that the resource at this path must not have. If it has one of them, the response is 412. With *, the resource must not exist.',
  schema: { type: 'string', format: 'entity-tags', pattern: '^(\\*|(W/)?"[!#-~]*"( *, *(W/)?"[!#-~]*")*)$' },
  example: '"7.of-another-time"',
};

/** The parameters of an operation. */
export function parametersOf(operation: AnyOperation, components: Components): readonly Part[] {
  const { params, example, answer } = operation;
  return [
    ...parametersIn('path', params === undefined ? {} : jsonSchemaOf(params), example?.params, operation, components),
    ...parametersIn('query', jsonSchemaOf(querySchemaOf(operation)), example?.query, operation, components),
    ...parametersIn('header', jsonSchemaOf(headerSchemaOf(operation)), example?.headers, operation, components),
    ...(operation.ifMatch === true ? [components.add('parameters', 'IfMatch', IF_MATCH)] : []),
    ...(isWrite(operation) ? [components.add('parameters', 'IfNoneMatchOfWrite', IF_NONE_MATCH_OF_WRITE)] : []),
    ...(!isWrite(operation) && answer.kind !== 'stream'
      ? [components.add('parameters', 'IfNoneMatch', IF_NONE_MATCH)]
      : []),
  ];
}

function parametersIn(
  where: In,
  { properties = {}, required = [] }: JsonSchema,
  examples: Readonly<Record<string, string>> | undefined,
  operation: AnyOperation,
  components: Components,
): readonly Part[] {
  return Object.entries(properties).flatMap(([name, field]): readonly Part[] => {
    const parameter = parameterObject(where, name, field, required.includes(name));
    const shared = sharedName(name, where, operation);
    // Nothing can be expanded: there is nothing to say.
    if (field.type === 'array' && field.items !== undefined && 'not' in field.items) return [];
    if (shared !== undefined) return [components.add('parameters', shared, parameter)];
    const text = examples?.[name];
    return [{ ...parameter, ...(text !== undefined && { example: decodeText(field, text) }) }];
  });
}

function parameterObject(where: In, name: string, field: JsonSchema, isRequired: boolean): Part {
  const { description, ...schema } = schemaObject(field, 'request');
  return {
    name: where === 'header' ? headerName(name) : name,
    in: where,
    ...(description !== undefined && { description }),
    ...((isRequired || where === 'path') && { required: true }),
    ...(field.type === 'array' && { style: 'form', explode: false }),
    // A list of nothing cannot be written: the parameter is left out.
    schema: field.type === 'array' ? { minItems: 1, ...withoutXml(schema) } : withoutXml(schema),
  };
}

/** The name of a parameter that many operations have in common. */
function sharedName(name: string, where: In, { answer }: AnyOperation): string | undefined {
  if (where === 'header') return name === 'idempotency-key' ? 'IdempotencyKey' : undefined;
  if (where !== 'query') return undefined;
  if (answer.kind === 'page' && name in pageParameters) return `Page${capital(name)}`;
  return 'resource' in answer && name in selectionParameters(answer.resource)
    ? `${answer.resource.name}${capital(name)}`
    : undefined;
}

const capital = (name: string) => name.slice(0, 1).toUpperCase() + name.slice(1);
const headerName = (name: string) =>
  name
    .split('-')
    .map((part) => (part === 'id' ? 'ID' : capital(part)))
    .join('-');

/** Parameters are never XML. */
function withoutXml(schema: JsonSchema): JsonSchema {
  const { xml: _, items, ...rest } = schema;
  return items === undefined ? rest : { ...rest, items: withoutXml(items) };
}

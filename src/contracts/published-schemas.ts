import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { eventSchema, type JsonSchema } from './event-schema.js';
import { EVENT_TYPE_NAMES, isEventType } from './event-types.js';
import { schemaCompatibility } from './schema-compatibility.js';

/**
 * One published version of the schema of an event type. It never changes, and neither does its ID. A type has another
 * version when it gets optional fields; versions of a type count from 1.
 */
export interface PublishedSchema {
  /** Counts from 1, in the order of publication. A release only adds IDs. */
  readonly id: number;
  readonly type: string;
  readonly version: number;
  /** The digest of the schema when it was published. */
  readonly sha256: string;
  readonly schema: JsonSchema;
}

/** The result of comparing the schema of an event type with the newest one published under its name. */
type SchemaState =
  | { readonly kind: 'current'; readonly type: string }
  | { readonly kind: 'new'; readonly type: string; readonly schema: JsonSchema }
  | { readonly kind: 'extended'; readonly type: string; readonly schema: JsonSchema }
  | { readonly kind: 'incompatible'; readonly type: string; readonly problems: readonly string[] };

/**
 * Compares every event type with the published schemas, by type name. A published type that no longer exists is
 * incompatible.
 */
export function compareWithPublished(published: readonly PublishedSchema[]): SchemaState[] {
  const newest = new Map(published.map(({ type, schema }) => [type, schema]));
  const gone = [...newest.keys()].filter((name) => !isEventType(name));
  return [
    ...EVENT_TYPE_NAMES.map((type): SchemaState => stateOf(type, newest.get(type), eventSchema(type))),
    ...gone.map((type): SchemaState => ({ kind: 'incompatible', type, problems: ['the event type was removed'] })),
  ];
}

function stateOf(type: string, published: JsonSchema | undefined, schema: JsonSchema): SchemaState {
  if (published === undefined) return { kind: 'new', type, schema };
  if (isDeepStrictEqual(published, schema)) return { kind: 'current', type };
  const problems = schemaCompatibility(published, schema);
  return problems.length === 0 ? { kind: 'extended', type, schema } : { kind: 'incompatible', type, problems };
}

/** The published schemas, and after them those of the states that are not published yet. */
export function withUnpublished(
  published: readonly PublishedSchema[],
  states: readonly SchemaState[],
): readonly PublishedSchema[] {
  const extended = [...published];
  for (const state of states) {
    if (state.kind !== 'new' && state.kind !== 'extended') continue;
    const { type, schema } = state;
    const version = published.filter((earlier) => earlier.type === type).length + 1;
    extended.push({ id: extended.length + 1, type, version, sha256: digestOf(schema), schema });
  }
  return extended;
}

/**
 * What is wrong with the table of published schemas: an ID or a version out of its order, a schema that was changed
 * after it was published, or a version that breaks readers of the one before.
 */
export function tableProblems(published: readonly PublishedSchema[]): readonly string[] {
  const newest = new Map<string, PublishedSchema>();
  return published.flatMap((entry, index) => {
    const { id, type, version, sha256, schema } = entry;
    const before = newest.get(type);
    newest.set(type, entry);
    const expected = (before?.version ?? 0) + 1;
    return [
      ...(id === index + 1 ? [] : [`entry ${index + 1} has the ID ${id}`]),
      ...(version === expected ? [] : [`ID ${id}: version ${version} of ${type} should be version ${expected}`]),
      ...(sha256 === digestOf(schema)
        ? []
        : [`ID ${id}: ${type} version ${version} was changed after its publication`]),
      ...(before === undefined ? [] : schemaCompatibility(before.schema, schema).map((line) => `ID ${id}: ${line}`)),
    ];
  });
}

/** The SHA-256 of the schema as JSON, in hexadecimal. */
function digestOf(schema: JsonSchema): string {
  return createHash('sha256').update(JSON.stringify(schema)).digest('hex');
}

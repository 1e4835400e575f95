import { isDeepStrictEqual } from 'node:util';
import { eventSchema, type JsonSchema } from './event-schema.js';
import { EVENT_TYPE_NAMES, isEventType } from './event-types.js';
import { schemaCompatibility } from './schema-compatibility.js';

/** The result of comparing the schema of an event type with the schema published (committed) under its name. */
type SchemaState =
  | { readonly kind: 'current'; readonly type: string }
  | { readonly kind: 'new'; readonly type: string; readonly schema: JsonSchema }
  | { readonly kind: 'extended'; readonly type: string; readonly schema: JsonSchema }
  | { readonly kind: 'incompatible'; readonly type: string; readonly problems: readonly string[] };

/**
 * Compares every event type with the published schemas, by type name. A published type that no longer exists is
 * incompatible.
 */
export function compareWithPublished(published: ReadonlyMap<string, JsonSchema>): SchemaState[] {
  const gone = [...published.keys()].filter((name) => !isEventType(name));
  return [
    ...EVENT_TYPE_NAMES.map((type): SchemaState => stateOf(type, published.get(type), eventSchema(type))),
    ...gone.map((type): SchemaState => ({ kind: 'incompatible', type, problems: ['the event type was removed'] })),
  ];
}

function stateOf(type: string, published: JsonSchema | undefined, schema: JsonSchema): SchemaState {
  if (published === undefined) return { kind: 'new', type, schema };
  if (isDeepStrictEqual(published, schema)) return { kind: 'current', type };
  const problems = schemaCompatibility(published, schema);
  return problems.length === 0 ? { kind: 'extended', type, schema } : { kind: 'incompatible', type, problems };
}

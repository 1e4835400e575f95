import { isDeepStrictEqual } from 'node:util';
import { schemaUri, type DataSchemaOf, type JsonSchema } from './event-schema.js';
import type { EventType } from './event-types.js';
import type { PublishedSchema } from './published-schemas.js';

/*
 * Vocabulary. A *subject* is an event type. A *version* of a subject is a published version of the schema of the
 * type's data. The registry is read-only: its content is that of this release.
 */

/** All published schemas of this release. */
export interface SchemaRegistry {
  readonly all: readonly PublishedSchema[];
  /** In the order of their publication. */
  readonly subjects: readonly string[];
  /** The oldest first. Undefined for a subject that does not exist. */
  versionsOf(subject: string): readonly PublishedSchema[] | undefined;
  byId(id: number): PublishedSchema | undefined;
  /** The version of the subject that has exactly this schema; the order of keys does not matter. */
  find(subject: string, schema: JsonSchema): PublishedSchema | undefined;
}

export function createSchemaRegistry(published: readonly PublishedSchema[]): SchemaRegistry {
  const bySubject = new Map<string, PublishedSchema[]>();
  for (const entry of published) bySubject.set(entry.type, [...(bySubject.get(entry.type) ?? []), entry]);
  const byId = new Map(published.map((entry) => [entry.id, entry]));
  return {
    all: published,
    subjects: [...bySubject.keys()],
    versionsOf: (subject) => bySubject.get(subject),
    byId: (id) => byId.get(id),
    find: (subject, schema) => bySubject.get(subject)?.find((entry) => isDeepStrictEqual(entry.schema, schema)),
  };
}

/** Where the schemas are, below the gateway's URL. */
export const SCHEMAS_PATH = '/schemas';

/** The path of one published schema. It always has the same content. */
export function schemaPath({ type, version }: Pick<PublishedSchema, 'type' | 'version'>): string {
  return `${SCHEMAS_PATH}/${type}/${version}`;
}

/**
 * The `dataschema` of events: the URL of the newest published schema of their type below `baseUrl()`, which does not
 * change once it is known. While it is undefined, and for a type that is not published yet, it is the schema's URI.
 */
export function dataSchemas({ versionsOf }: SchemaRegistry, baseUrl: () => string | undefined): DataSchemaOf {
  const known = new Map<EventType, string>();
  return (type) => {
    const url = known.get(type);
    if (url !== undefined) return url;
    const [base, newest] = [baseUrl(), versionsOf(type)?.at(-1)];
    if (base === undefined || newest === undefined) return schemaUri(type);
    known.set(type, `${base}${schemaPath(newest)}`);
    return `${base}${schemaPath(newest)}`;
  };
}

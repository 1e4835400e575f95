import { EVENT_TYPES, isEventType } from '../../contracts/event-types.js';
import type { PublishedSchema } from '../../contracts/published-schemas.js';
import { SCHEMAS_PATH, schemaPath } from '../../contracts/schema-registry.js';
import { TOPICS } from '../../contracts/topics.js';

/** What is known of an event type, with the URLs of its schemas. */
export interface ListedType {
  readonly type: string;
  /** The topic's name without the installation's prefix; null for a type that this release no longer has. */
  readonly topic: string | null;
  readonly aggregate: string | null;
  readonly latest: string;
  readonly versions: readonly { readonly version: number; readonly id: number; readonly url: string }[];
}

/** An event type with its published versions. */
export function listedType(type: string, versions: readonly PublishedSchema[]): ListedType {
  const { topic, aggregate } = isEventType(type) ? EVENT_TYPES[type] : { topic: undefined, aggregate: null };
  return {
    type,
    topic: topic === undefined ? null : TOPICS[topic].name,
    aggregate,
    latest: `${SCHEMAS_PATH}/${type}/latest`,
    versions: versions.map((entry) => ({ version: entry.version, id: entry.id, url: schemaPath(entry) })),
  };
}

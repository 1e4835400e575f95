import { createHash } from 'node:crypto';
import type { Viewer } from '../../../kernel/viewer.js';
import type { Sharing } from './audience.js';

/** The inputs, besides its events, on which a subscription's answers depend. */
export interface Shareable {
  readonly sharing: Sharing;
  readonly viewer: Viewer;
  /** The text of the document. */
  readonly query: string;
  readonly operationName: string | undefined;
  /** The values of the declared variables, as the client sent them. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * The same for two subscriptions only if every event has the same answer for both: the document, the operation, the
 * variables, and the viewer with all that is known of it, unless the answers are those of everyone. Nothing else of a
 * connection reaches the resolvers. The text is JSON of all parts, so no two parts can run into one another.
 */
export function sharingKey({ sharing, viewer, query, operationName, variables }: Shareable): string {
  const { audience, variables: names } = sharing;
  const parts = [
    audience === 'everyone' ? null : Object.entries(viewer).sort(([a], [b]) => (a < b ? -1 : 1)),
    query,
    operationName ?? null,
    // A variable that is null is not one that is left out.
    names.filter((name) => Object.hasOwn(variables, name)).map((name) => [name, variables[name]]),
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

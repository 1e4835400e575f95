import { createHash } from 'node:crypto';
import type { DocumentNode, GraphQLError, GraphQLSchema, ValidationRule } from 'graphql';
import { LRUCache } from 'lru-cache';
import { isStorable } from '../../kernel/text.js';
import { MAX_OPERATION_ID, type KnownOperations } from '../../domain/known-operations/known-operations.js';
import { requestError } from './errors.js';
import { readDocument } from './registered-document.js';

/** Documents that clients execute by ID, parsed and validated once. */
export interface KnownDocuments {
  /** The document of an ID, or undefined. Throws a GraphQLError for one that the schema does not allow. */
  find(id: string): Promise<DocumentNode | undefined>;
  /** Whether a document with this text is registered under any ID. */
  isRegistered(text: string): Promise<boolean>;
}

/** Entries of each kind that are kept. */
const MOST_KEPT = 1_000;
/** The characters of all kept documents. A parsed document takes up to a hundred times its text. */
const MOST_CHARACTERS = 1_000_000;
/**
 * How long it is not asked again whether an operation is registered. So a removed one is refused, and a new one is
 * known, within this time.
 */
export const FRESH_MS = 5_000;
/** While one request refreshes a document, other requests use the kept one, but not for longer than this. */
const ASKING_MS = 1_000;

type Read = { readonly document: DocumentNode } | { readonly error: GraphQLError };
interface Kept {
  readonly text: string;
  readonly read: Read;
  freshUntil: number;
}

/** See KnownDocuments. `now` is in milliseconds and never goes back. */
export function createKnownDocuments(
  schema: GraphQLSchema,
  rules: readonly ValidationRule[],
  operations: Pick<KnownOperations, 'find' | 'isRegistered'>,
  now: () => number = () => performance.now(),
): KnownDocuments {
  const kept = new LRUCache<string, Kept>({
    max: MOST_KEPT,
    maxSize: MOST_CHARACTERS,
    sizeCalculation: ({ text }, id) => text.length + id.length,
  });
  // This is separate from the documents, so that unknown IDs do not evict them.
  const timed = { max: MOST_KEPT, ttl: FRESH_MS, ttlResolution: 0, perf: { now } };
  const unknown = new LRUCache<string, true>(timed);
  const registered = new LRUCache<string, true>(timed);
  const absent = new LRUCache<string, true>(timed);

  function documentOf({ read }: Kept): DocumentNode {
    if ('error' in read) throw read.error;
    return read.document;
  }

  return {
    async find(id) {
      if (id.length > MAX_OPERATION_ID || !isStorable(id) || unknown.has(id)) return undefined;
      const known = kept.get(id);
      if (known !== undefined && now() < known.freshUntil) return documentOf(known);
      if (known !== undefined) known.freshUntil = now() + ASKING_MS;
      const asked = now();
      const text = await operations.find(id);
      if (text === undefined) {
        kept.delete(id);
        unknown.set(id, true);
        return undefined;
      }
      const freshUntil = asked + FRESH_MS;
      if (known?.text === text) {
        known.freshUntil = freshUntil;
        return documentOf(known);
      }
      const entry = { text, read: readDocument(schema, rules, text), freshUntil };
      kept.set(id, entry);
      return documentOf(entry);
    },

    async isRegistered(text) {
      const hash = createHash('sha256').update(text).digest('hex');
      if (registered.has(hash)) return true;
      if (absent.has(hash)) return false;
      const isKnown = await operations.isRegistered(hash);
      (isKnown ? registered : absent).set(hash, true);
      return isKnown;
    },
  };
}

/** The refusal of a document that is not registered, where only registered ones are executed. */
export function unregistered() {
  return requestError(
    400,
    'BAD_REQUEST',
    'This gateway executes only registered operations. Send the documentId of one.',
  );
}

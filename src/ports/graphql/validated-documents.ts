import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

/** Documents that Apollo has parsed and validated, by their texts. */
export interface ValidatedDocuments {
  find(text: string): DocumentNode | undefined;
  add(text: string, document: DocumentNode): void;
}

/** As many as Apollo's own cache keeps of documents of an ordinary size. */
const MOST_KEPT = 1_000;
/** The characters of all kept documents. A parsed document takes up to a hundred times its text. */
const MOST_CHARACTERS = 100_000;

/** Keeps the documents that were used last. */
export function createValidatedDocuments(): ValidatedDocuments {
  const kept = new LRUCache<string, DocumentNode>({
    max: MOST_KEPT,
    maxSize: MOST_CHARACTERS,
    sizeCalculation: (_document, text) => Math.max(1, text.length),
  });
  return { find: (text) => kept.get(text), add: (text, document) => void kept.set(text, document) };
}

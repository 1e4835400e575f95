import { createHash } from 'node:crypto';
import { parse, specifiedRules, validate, type DocumentNode, type GraphQLSchema, type ValidationRule } from 'graphql';
import { MAX_OPERATION_ID, type KnownOperations } from '../../domain/known-operations/known-operations.js';
import { requestError } from './errors.js';
import { MAX_ERRORS, OPERATION_LIMITS } from './limits.js';

/** Documents that clients execute by ID, parsed and validated once. */
export interface KnownDocuments {
  /** The document of an ID, or undefined. Throws a GraphQLError for one that the schema no longer allows. */
  find(id: string): Promise<DocumentNode | undefined>;
  /** Whether a document with this text is registered under any ID. */
  isRegistered(text: string): Promise<boolean>;
}

/** Parsed documents, and hashes of texts, that are kept. A registered operation is not changed, so they never age. */
const MOST_KEPT = 1_000;

/** See KnownDocuments. */
export function createKnownDocuments(
  schema: GraphQLSchema,
  rules: readonly ValidationRule[],
  operations: KnownOperations,
): KnownDocuments {
  const documents = new Map<string, DocumentNode>();
  const registered = new Set<string>();

  return {
    async find(id) {
      const kept = documents.get(id);
      if (kept !== undefined) return kept;
      const text = id.length > MAX_OPERATION_ID ? undefined : await operations.find(id);
      if (text === undefined) return undefined;
      const document = parse(text, { maxTokens: OPERATION_LIMITS.tokens });
      const [error] = validate(schema, document, [...specifiedRules, ...rules], { maxErrors: MAX_ERRORS });
      if (error)
        throw requestError(
          400,
          'GRAPHQL_VALIDATION_FAILED',
          `The registered operation is not valid any more: ${error.message}`,
        );
      if (documents.size >= MOST_KEPT) documents.delete(documents.keys().next().value as string);
      documents.set(id, document);
      return document;
    },

    async isRegistered(text) {
      const hash = createHash('sha256').update(text).digest('hex');
      if (registered.has(hash)) return true;
      const isKnown = await operations.isRegistered(hash);
      if (isKnown && registered.size < MOST_KEPT) registered.add(hash);
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

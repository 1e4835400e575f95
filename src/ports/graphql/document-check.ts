import { createHash } from 'node:crypto';
import type { KeyValueCache } from '@apollo/utils.keyvaluecache';
import { getOperationAST, GraphQLError, type DocumentNode, type GraphQLSchema, type ValidationRule } from 'graphql';
import { unregistered, type KnownDocuments } from './known-documents.js';
import { unstorableInput } from './input-text.js';
import { declaredVariables, parseWithoutLocations } from './retained-operation.js';
import { checkOperation } from './limits.js';
import { validDocument, type ValidDocument } from './valid-document.js';

export interface DocumentCheckConfig {
  readonly schema: GraphQLSchema;
  /** Beside GraphQL's own. */
  readonly rules: readonly ValidationRule[];
  /** Documents that have been found valid, by a hash of their text: many subscribers send the same. */
  readonly documents: KeyValueCache<DocumentNode>;
  /** When given, documents that are not registered are refused. */
  readonly registered: KnownDocuments | undefined;
}

/**
 * An operation with its kind, cost, document and declared variables, as they were sent and coerced, or the reason why it
 * is refused.
 */
type CheckedOperation = { readonly cost: number; readonly isSubscription: boolean } & (
  | {
      readonly document: DocumentNode;
      readonly variables: Record<string, unknown>;
      readonly coerced: Readonly<Record<string, unknown>>;
      /** The memory to reserve for it, in bytes. */
      readonly memory: number;
    }
  | { readonly errors: readonly GraphQLError[] }
);

interface DocumentCheck {
  check(
    query: string,
    variables: Record<string, unknown> | undefined,
    operationName: string | undefined,
  ): Promise<CheckedOperation>;
  /** The document of a query that has been checked, as small as it can be: for an operation that stays open. */
  kept(query: string): Promise<DocumentNode>;
}

/** Checks operations that come over a WebSocket, as Apollo does those over HTTP. */
export function createDocumentCheck({ schema, rules, documents, registered }: DocumentCheckConfig): DocumentCheck {
  const keyOf = (purpose: string, query: string) =>
    `${purpose}:${createHash('sha256').update(query).digest('base64url')}`;

  async function check(
    query: string,
    given: Record<string, unknown> | undefined,
    operationName: string | undefined,
  ): Promise<CheckedOperation> {
    const found = await validated(query);
    if ('errors' in found) return { cost: 1, isSubscription: false, errors: found.errors };
    const { document } = found;
    const operation = getOperationAST(document, operationName);
    if (!operation)
      return {
        cost: 1,
        isSubscription: false,
        errors: [
          new GraphQLError('The document does not contain the operation.', { extensions: { code: 'BAD_USER_INPUT' } }),
        ],
      };
    const variables = declaredVariables(document, operationName, given);
    const checked = checkOperation({ schema, document, variables, operationName });
    const { cost, memory, coerced = {} } = checked;
    const error = checked.error ?? unstorableInput(document, variables);
    const isSubscription = operation.operation === 'subscription';
    return error
      ? { cost, isSubscription, errors: [error] }
      : { cost, isSubscription, document, variables, coerced, memory };
  }

  async function validated(query: string): Promise<ValidDocument> {
    try {
      // Also of a document that is kept: an operator may have removed it since.
      if (registered && !(await registered.isRegistered(query))) return { errors: [unregistered()] };
      const key = keyOf('ws', query);
      const known = await documents.get(key);
      if (known !== undefined) return { document: known };
      const found = validDocument(schema, rules, query);
      if ('document' in found) await documents.set(key, found.document);
      return found;
    } catch (error) {
      return { errors: [unexpectedError(error)] };
    }
  }

  return {
    check,
    async kept(query) {
      const key = keyOf('kept', query);
      const known = await documents.get(key);
      if (known !== undefined) return known;
      const document = parseWithoutLocations(query);
      await documents.set(key, document);
      return document;
    },
  };
}

/** Wraps an unexpected error. formatError masks and reports it. */
export function unexpectedError(thrown: unknown): GraphQLError {
  return new GraphQLError('Unexpected', {
    originalError: thrown instanceof Error ? thrown : new Error(String(thrown)),
  });
}

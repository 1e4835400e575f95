import { getOperationAST, parse, type DocumentNode } from 'graphql';
import { BODY_MEMORY_PER_BYTE } from '../../ops/load/limits.js';
import { OPERATION_LIMITS } from './limits.js';

type Variables = Readonly<Record<string, unknown>>;

/** What a byte of a document's JSON takes in memory, once it is parsed without locations. */
const DOCUMENT_MEMORY_PER_BYTE = 3;

/** The variables that the operation declares: nobody reads the others, which may be of any size. */
export function declaredVariables(
  document: DocumentNode,
  operationName: string | undefined,
  variables: Variables = {},
): Record<string, unknown> {
  const names = (getOperationAST(document, operationName)?.variableDefinitions ?? []).map(
    ({ variable }) => variable.name.value,
  );
  return Object.fromEntries(
    names.filter((name) => Object.hasOwn(variables, name)).map((name) => [name, variables[name]]),
  );
}

/**
 * The document for an operation that stays open: without its text, its comments and its tokens, which take more than
 * all the rest.
 */
export function parseWithoutLocations(query: string): DocumentNode {
  return parse(query, { noLocation: true, maxTokens: OPERATION_LIMITS.tokens });
}

/** The memory, in bytes, that an operation keeps as long as it is open. */
export function retainedMemoryOf(document: DocumentNode, variables: Variables): number {
  const known = documentBytes.get(document) ?? jsonBytes(document);
  documentBytes.set(document, known);
  return known * DOCUMENT_MEMORY_PER_BYTE + jsonBytes(variables) * BODY_MEMORY_PER_BYTE;
}
const documentBytes = new WeakMap<DocumentNode, number>();

const jsonBytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

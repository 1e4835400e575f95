import { getOperationAST, parse, type DocumentNode } from 'graphql';
import { BODY_MEMORY_PER_BYTE } from '../../ops/load/limits.js';
import { OPERATION_LIMITS } from './limits.js';

type Variables = Readonly<Record<string, unknown>>;

/** The bytes of memory for each byte of a document's JSON, when it is parsed without locations. */
const DOCUMENT_MEMORY_PER_BYTE = 3;

/** The variables that the operation declares. Other variables are never read, and may have any size. */
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
 * Parses the document of an operation that stays open, without its text, comments and tokens. They would take more
 * memory than all the rest.
 */
export function parseWithoutLocations(query: string): DocumentNode {
  return parse(query, { noLocation: true, maxTokens: OPERATION_LIMITS.tokens });
}

/** The memory, in bytes, that an open operation holds. */
export function retainedMemoryOf(document: DocumentNode, variables: Variables): number {
  const known = documentBytes.get(document) ?? jsonBytes(document);
  documentBytes.set(document, known);
  return known * DOCUMENT_MEMORY_PER_BYTE + jsonBytes(variables) * BODY_MEMORY_PER_BYTE;
}
const documentBytes = new WeakMap<DocumentNode, number>();

const jsonBytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

import { isJsonObject } from '../../kernel/json.js';
import { createHash } from 'node:crypto';
import { DomainError } from '../../kernel/errors.js';
import { isStorable } from '../../kernel/text.js';
import { MAX_OPERATION_ID, type KnownOperation } from './known-operations.js';

/** The `format` of the manifest that Apollo's generate-persisted-query-manifest writes. */
const APOLLO_FORMAT = 'apollo-persisted-query-manifest';

/**
 * The operations of a file, by its name's ending:
 * - `.graphql` or `.gql`: one document, whose ID is the SHA-256 of the text in hexadecimal;
 * - `.json`: the client preset's persisted-documents.json, `{ id: document }`, or Apollo's operation manifest.
 *
 * Throws BAD_INPUT for any other file.
 */
export function operationsOf(fileName: string, text: string): readonly KnownOperation[] {
  const operations = /\.(graphql|gql)$/i.test(fileName)
    ? [{ id: createHash('sha256').update(text).digest('hex'), document: text }]
    : /\.json$/i.test(fileName)
      ? ofJson(text)
      : refuse('The name must end with .graphql, .gql or .json.');
  for (const { id } of operations) {
    if (id === '') refuse('An ID is empty.');
    if (id.length > MAX_OPERATION_ID)
      refuse(`An ID has at most ${MAX_OPERATION_ID} characters: ${JSON.stringify(id.slice(0, 40))}...`);
    if (!isStorable(id) || /\s/.test(id)) refuse(`The ID ${JSON.stringify(id)} has blanks or control characters.`);
  }
  return operations;
}

function ofJson(text: string): readonly KnownOperation[] {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    return refuse(`The file is not JSON: ${(error as Error).message}.`);
  }
  if (!isJsonObject(given)) return refuse('The file must hold an object.');
  return given['format'] === APOLLO_FORMAT ? ofManifest(given) : ofPersistedDocuments(given);
}

function ofPersistedDocuments(given: Readonly<Record<string, unknown>>): readonly KnownOperation[] {
  return Object.entries(given).map(([id, document]) =>
    typeof document === 'string'
      ? { id, document }
      : refuse(`${JSON.stringify(id)} must have the text of a document. Write { "id": "query ..." }.`),
  );
}

function ofManifest({ version = 1, operations }: Readonly<Record<string, unknown>>): readonly KnownOperation[] {
  if (version !== 1) return refuse(`The version of the manifest must be 1; it is ${JSON.stringify(version)}.`);
  if (!Array.isArray(operations)) return refuse('The manifest has no list of operations.');
  return operations.map((operation: unknown, index) => {
    const { id, body } = isJsonObject(operation) ? operation : {};
    return typeof id === 'string' && typeof body === 'string'
      ? { id, document: body }
      : refuse(`Operation ${index + 1} of the manifest must have an id and a body.`);
  });
}

function refuse(message: string): never {
  throw new DomainError('BAD_INPUT', message);
}

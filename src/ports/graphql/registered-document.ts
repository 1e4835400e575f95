import { GraphQLError, Kind, type DocumentNode, type GraphQLSchema, type ValidationRule } from 'graphql';
import { MAX_DOCUMENT_BYTES } from '../../domain/known-operations/known-operations.js';
import { isStorable } from '../../kernel/text.js';
import { checkOperation, limitRules } from './limits.js';
import { createSchema } from './schema.js';
import { validDocument } from './valid-document.js';

/** The document of a registered text, or why the schema or the limits do not allow it, with an HTTP status. */
export function readDocument(
  schema: GraphQLSchema,
  rules: readonly ValidationRule[],
  text: string,
): { readonly document: DocumentNode } | { readonly error: GraphQLError } {
  const found = validDocument(schema, rules, text);
  if ('document' in found) return found;
  const [{ message, extensions }] = found.errors;
  return {
    error: new GraphQLError(`The registered operation is not valid: ${message}`, {
      extensions: { ...extensions, http: { status: 400 } },
    }),
  };
}

/** Says why a document cannot be registered; undefined when it can. */
export type RegistrationCheck = (text: string) => string | undefined;

/** Checks documents against the schema.graphql in `root` and the limits of an operation. */
export function createRegistrationCheck(root: string): RegistrationCheck {
  const schema = createSchema(root);
  return (text) => {
    if (Buffer.byteLength(text) > MAX_DOCUMENT_BYTES) return `A document has at most ${MAX_DOCUMENT_BYTES} bytes.`;
    if (!isStorable(text)) return 'The text has characters that cannot be stored.';
    const read = readDocument(schema, limitRules, text);
    if ('error' in read) return read.error.message.replace('The registered operation is not valid: ', '');
    return costProblem(schema, read.document);
  };
}

/** An operation that costs too much with the defaults of its variables can hardly be executed. */
function costProblem(schema: GraphQLSchema, document: DocumentNode): string | undefined {
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const operationName = definition.name?.value;
    const { error } = checkOperation({ schema, document, variables: {}, operationName });
    // Without its required variables an operation has no cost yet: it is checked when it is executed.
    if (error?.extensions['limit'] === true) return error.message;
  }
  return undefined;
}

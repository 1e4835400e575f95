import { BREAK, GraphQLError, visit, type DocumentNode } from 'graphql';
import { isStorable, UNSTORABLE_TEXT_MESSAGE, findUnstorablePath } from '../../kernel/text.js';

/**
 * The error of an operation that brings a text which cannot be kept, in its literals or its variables; undefined when
 * there is none. For all arguments at once: whatever a resolver does with one, half a character never becomes U+FFFD
 * and no store meets U+0000.
 */
export function unstorableInput(
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>> | undefined,
): GraphQLError | undefined {
  const variable = findUnstorablePath(variables);
  if (variable !== undefined) return refused(variable === '' ? 'The variables' : `The variable ${variable}`);
  if (storable.has(document)) return undefined;
  const error = unstorableLiteral(document);
  if (error === undefined) storable.add(document);
  return error;
}

/** Documents whose literals can all be kept: they are looked at once. */
const storable = new WeakSet<DocumentNode>();

function unstorableLiteral(document: DocumentNode): GraphQLError | undefined {
  // A literal has such a character by an escape, or as it is.
  const source = document.loc?.source.body;
  if (source !== undefined && isStorable(source) && !source.includes('\\u')) return undefined;
  let found: GraphQLError | undefined;
  visit(document, {
    StringValue(node) {
      if (isStorable(node.value)) return undefined;
      found = refused('A string of the operation');
      return BREAK;
    },
  });
  return found;
}

const refused = (what: string) =>
  new GraphQLError(`${what} ${UNSTORABLE_TEXT_MESSAGE}.`, {
    extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } },
  });

import {
  GraphQLError,
  Kind,
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
  type ValidationRule,
} from 'graphql';
import { requestError } from './errors.js';

/**
 * The error of a document with a subscription whose root has @skip or @include, in a fragment or not; undefined when
 * there is none. The specification forbids them there. graphql-js 16 does not check it: it throws something else, in
 * validation or when it subscribes. So this has to be asked before validation.
 */
export function rootDirectiveError(document: DocumentNode): GraphQLError | undefined {
  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION || definition.operation !== 'subscription') continue;
    const directive = conditionIn(definition.selectionSet, fragments, new Set());
    if (directive === undefined) continue;
    return new GraphQLError(`@${directive.name.value} is not allowed at the root of a subscription.`, {
      nodes: directive,
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    });
  }
  return undefined;
}

/**
 * A document in place of one that has this error, and a rule that reports the error for it: for a server that validates
 * by itself and takes a failure of anything before validation for its own.
 */
export function refusedDocument(error: GraphQLError): DocumentNode {
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [] };
  refused.set(document, error);
  return document;
}
export const refusedDocumentRule: ValidationRule = (context) => ({
  Document(document) {
    const error = refused.get(document);
    if (error !== undefined) context.reportError(error);
  },
});
const refused = new WeakMap<DocumentNode, GraphQLError>();

function conditionIn(
  { selections }: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  seen: Set<string>,
): DirectiveNode | undefined {
  for (const selection of selections) {
    const own = selection.directives?.find(({ name }) => name.value === 'skip' || name.value === 'include');
    if (own !== undefined) return own;
    const below =
      selection.kind === Kind.INLINE_FRAGMENT
        ? selection.selectionSet
        : selection.kind === Kind.FRAGMENT_SPREAD
          ? spread(selection.name.value)
          : undefined;
    const deeper = below && conditionIn(below, fragments, seen);
    if (deeper !== undefined) return deeper;
  }
  return undefined;

  function spread(name: string): SelectionSetNode | undefined {
    if (seen.has(name)) return undefined;
    seen.add(name);
    return fragments.get(name)?.selectionSet;
  }
}

/** The refusal of a subscription over HTTP. */
export function subscriptionByHttp(): GraphQLError {
  return requestError(
    400,
    'BAD_USER_INPUT',
    'Use a WebSocket at this path for subscriptions, with the protocol graphql-transport-ws.',
  );
}

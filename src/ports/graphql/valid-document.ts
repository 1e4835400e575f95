import {
  GraphQLError,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type ValidationRule,
} from 'graphql';
import { MAX_ERRORS, OPERATION_LIMITS } from './limits.js';
import { rootDirectiveError } from './subscription-roots.js';

/** A document that the schema and the limits allow, or why they do not: with the codes that Apollo gives over HTTP. */
export type ValidDocument =
  { readonly document: DocumentNode } | { readonly errors: readonly [GraphQLError, ...GraphQLError[]] };

/** Parses and validates a text, by `rules` beside GraphQL's own. */
export function validDocument(schema: GraphQLSchema, rules: readonly ValidationRule[], text: string): ValidDocument {
  let document: DocumentNode;
  try {
    document = parse(text, { maxTokens: OPERATION_LIMITS.tokens });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { errors: [coded(error, 'GRAPHQL_PARSE_FAILED')] };
  }
  const misplaced = rootDirectiveError(document);
  if (misplaced !== undefined) return { errors: [misplaced] };
  const [first, ...others] = validate(schema, document, [...specifiedRules, ...rules], { maxErrors: MAX_ERRORS }).map(
    (error) => coded(error, 'GRAPHQL_VALIDATION_FAILED'),
  );
  return first === undefined ? { document } : { errors: [first, ...others] };
}

/** The error with this code, unless it has its own. */
function coded(error: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(error.message, {
    ...(error.nodes && { nodes: error.nodes }),
    extensions: { code, ...error.extensions },
  });
}

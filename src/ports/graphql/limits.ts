import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import { GraphQLError, isListType, isNonNullType, isObjectType, isInterfaceType, type DocumentNode, type GraphQLOutputType, type GraphQLSchema, type ValidationRule } from 'graphql';
import { getComplexity, type ComplexityEstimator } from 'graphql-query-complexity';
import { DEFAULT_PAGE } from '../../kernel/paging.js';

/** What one operation may be. `tokens` bounds parsing, depth and aliases validation, cost execution. */
export const OPERATION_LIMITS = { tokens: 4000, depth: 14, aliases: 30, cost: 20_000, bodyBytes: 1_048_576 } as const;

const tooMuch = (message: string) => new GraphQLError(message, { extensions: { code: 'LIMIT_EXCEEDED', limit: true, http: { status: 400 } } });

/** Validation rules that refuse operations too deep or with too many aliases. */
export const limitRules = [
  maxDepthRule({ n: OPERATION_LIMITS.depth, propagateOnRejection: false, onReject: [(context) => context?.reportError(tooMuch(`The operation is deeper than ${OPERATION_LIMITS.depth}.`))] }),
  maxAliasesRule({ n: OPERATION_LIMITS.aliases, propagateOnRejection: false, onReject: [(context) => context?.reportError(tooMuch(`The operation has more than ${OPERATION_LIMITS.aliases} aliases.`))] }),
] as unknown as ValidationRule[];

/** What a list without `first` is taken to hold. */
const LIST_GUESS = 4;

/** An object costs one, a list as many times its item as it may hold, a leaf nothing. */
const estimator: ComplexityEstimator = ({ type, field, args, childComplexity }) => {
  if (field.name.startsWith('__')) return 0;
  const { isList, isComposite } = shapeOf(field.type);
  if (!isComposite) return 0;
  // A connection's first counts once, at the connection: its nodes and edges are that many already.
  const isPaged = field.args.some((arg) => arg.name === 'first');
  if (isPaged) return 1 + childComplexity * Math.max(0, Number(args['first'] ?? DEFAULT_PAGE));
  // Nodes by their ids and responses to be stored are as many as are given; what they are answered in counts once, as a page does.
  const given: unknown = args['ids'] ?? args['responses'];
  if (Array.isArray(given)) return 1 + childComplexity * given.length;
  const isPage = field.name === 'nodes' || field.name === 'edges' || type.name === 'ResponsesPayload';
  return 1 + childComplexity * (isList && !isPage ? LIST_GUESS : 1);
};

function shapeOf(type: GraphQLOutputType): { isList: boolean; isComposite: boolean } {
  if (isNonNullType(type)) return shapeOf(type.ofType);
  if (isListType(type)) return { isList: true, isComposite: shapeOf(type.ofType).isComposite };
  return { isList: false, isComposite: isObjectType(type) || isInterfaceType(type) };
}

/** Nothing, or the error when it is over the limit or its variables are not of their types. */
export function costError(schema: GraphQLSchema, query: DocumentNode, variables: Record<string, unknown> | undefined, operationName: string | undefined): GraphQLError | undefined {
  try {
    const cost = getComplexity({ schema, query, estimators: [estimator], ...(variables && { variables }), ...(operationName && { operationName }) });
    return cost > OPERATION_LIMITS.cost ? tooMuch(`The operation costs ${cost}; at most ${OPERATION_LIMITS.cost} is allowed. Ask for smaller pages or fewer levels.`) : undefined;
  } catch (error) {
    // Variables that do not fit their types: the cost cannot be known, and the operation cannot be run.
    if (error instanceof GraphQLError) return new GraphQLError(error.message, { extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } } });
    throw error;
  }
}

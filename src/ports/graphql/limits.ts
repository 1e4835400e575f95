import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import {
  BREAK,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  isAbstractType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  visit,
  type ASTVisitor,
  type DocumentNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  type ValidationRule,
} from 'graphql';
import { DomainError } from '../../kernel/errors.js';
import { countValues } from '../../kernel/input-size.js';
import { DEFAULT_PAGE } from '../../kernel/paging.js';
import { operationCost, type PricedField } from './operation-cost.js';
import { memoryOf } from './operation-price.js';
import { createCostCache } from './operation-cost-cache.js';

/**
 * The limits of one operation. `tokens` limits parsing. Depth, aliases, directives and the length of names limit
 * validation. Cost limits execution. A subscription has a lower limit, because every event costs that much.
 */
export const OPERATION_LIMITS = {
  tokens: 4000,
  depth: 14,
  aliases: 30,
  documentAliases: 100,
  directives: 50,
  spreads: 200,
  sameName: 30,
  nameLength: 200,
  cost: 20_000,
  subscriptionCost: 2_000,
  bodyBytes: 1_048_576,
} as const;

/** Errors of one kind that are looked for, and errors that an answer may have. */
export const MAX_ERRORS = 5;

const tooMuch = (message: string) =>
  new GraphQLError(message, { extensions: { code: 'LIMIT_EXCEEDED', limit: true, http: { status: 400 } } });

/**
 * Bounds what validation itself costs: it compares all fields of one response name with one another, and the fields of
 * fragments with those of others. A name that is too long would be repeated in paths and messages. All is looked at
 * before any other rule goes below the document, and a refusal ends validation.
 */
const boundedDocument: ValidationRule = (context): ASTVisitor => ({
  Document: {
    enter(document) {
      const problem = problemOf(document);
      // Validation ends with the error after the last that it may collect.
      if (problem !== undefined) for (let n = 0; n <= MAX_ERRORS; n += 1) context.reportError(tooMuch(problem));
    },
  },
});

function problemOf(document: DocumentNode): string | undefined {
  const { directives, spreads, nameLength, sameName, documentAliases } = OPERATION_LIMITS;
  const counts = { directives: 0, spreads: 0, aliases: 0 };
  let problem: string | undefined;
  const found = (text: string) => {
    problem ??= text;
    return BREAK;
  };
  visit(document, {
    Field: ({ alias }) =>
      alias !== undefined && (counts.aliases += 1) > documentAliases
        ? found(`The document has more than ${documentAliases} aliases.`)
        : undefined,
    Name: ({ value }) =>
      value.length > nameLength ? found(`A name in an operation has at most ${nameLength} characters.`) : undefined,
    Directive: () =>
      (counts.directives += 1) > directives
        ? found(`The operation has more than ${directives} directives.`)
        : undefined,
    FragmentSpread: () =>
      (counts.spreads += 1) > spreads
        ? found(`The operation spreads fragments more than ${spreads} times.`)
        : undefined,
    SelectionSet({ selections }) {
      const names = new Map<string, number>();
      for (const node of selections) {
        const name = node.kind === Kind.FIELD ? (node.alias ?? node.name).value : '...';
        const count = (names.get(name) ?? 0) + 1;
        if (count > sameName)
          return found(`A selection set of the operation selects a field, or fragments, more than ${sameName} times.`);
        names.set(name, count);
      }
      return undefined;
    },
  });
  return problem;
}

/** Validation rules that refuse operations too deep, or with too many aliases or directives, or names too long. */
export const limitRules = [
  boundedDocument,
  maxDepthRule({
    n: OPERATION_LIMITS.depth,
    propagateOnRejection: false,
    onReject: [
      (context) => context?.reportError(tooMuch(`The operation is deeper than ${OPERATION_LIMITS.depth} levels.`)),
    ],
  }),
  maxAliasesRule({
    n: OPERATION_LIMITS.aliases,
    allowList: [],
    propagateOnRejection: false,
    onReject: [
      (context) => context?.reportError(tooMuch(`The operation has more than ${OPERATION_LIMITS.aliases} aliases.`)),
    ],
  }),
] as unknown as ValidationRule[];

/** The assumed number of items of a list of unknown length. */
const LIST_GUESS = 3;
/**
 * Lists that hold more: by what the seeded and the usual data have. What execution really returns is counted as well.
 */
const LIST_SIZES: Readonly<Record<string, number>> = {
  'Show.seats': 200,
  'SurveyResponse.answers': 20,
  'Survey.results': 20,
  'Survey.trends': 50,
  'SeatInventory.seats': 200,
  'SurveyActivity.intervals': 30,
  'SurveyActivity.choices': 100,
  'Query.eventActivity': 100,
  'Query.topics': 20,
  'Topic.partitions': 6,
  'Query.consumerGroups': 6,
  'ConsumerGroup.partitions': 12,
  'Query.consumerGroupHistory': 360,
  'Query.consumerGroupDeadLetters': 9,
  'ResetGroupOffsetsPayload.changes': 12,
  'SeatMapChange.seats': 10,
  '__Schema.types': 130,
  '__Schema.directives': 6,
  '__Type.fields': 6,
  '__Type.inputFields': 2,
  '__Type.interfaces': 1,
  '__Type.possibleTypes': 1,
  '__Field.args': 1,
  '__Directive.args': 1,
};
/** Fields that are answered by going through many rows. */
const AGGREGATES: Readonly<Record<string, number>> = {
  'Survey.results': 200,
  'Question.result': 200,
  'Survey.trends': 50,
  'Survey.activity': 10,
  'Query.eventActivity': 50,
  'Query.topicRecords': 200,
};
/**
 * A leaf costs little: a tenth of an object. What introspection says of types ends in most places, so it costs its
 * selection once.
 */
const LEAF = 0.1;
/** Leaves that may be long cost more: aliases repeat them. */
const LONG_LEAVES: Readonly<Record<string, number>> = {
  'Answer.text': 1,
  'EventLogEntry.data': 2,
  'TopicRecord.data': 2,
};
/** Types of pages, whose items count once, at the field with `first` that answers the page. */
const PAGES: ReadonlySet<string> = new Set(['ResponsesPayload', 'TopicRecordPage']);
const FREE_CHAIN = 'ofType';

/** An object costs one, a leaf a tenth, a list one and as many times its item as it may hold. */
function priceOf({ type, field, args, selectionCost }: PricedField): number {
  const { isList, isComposite } = shapeOf(field.type);
  const name = `${type.name}.${field.name}`;
  if (!isComposite) return (LONG_LEAVES[name] ?? LEAF) + (isList ? LEAF * LIST_GUESS : 0);
  if (field.name === FREE_CHAIN) return LEAF;
  const own = 1 + (AGGREGATES[name] ?? 0);
  // A connection's first counts once, at the connection: its nodes and edges are that many already.
  const isPaged = field.args.some((arg) => arg.name === 'first');
  if (isPaged) return own + selectionCost * Math.max(0, Number(args['first'] ?? DEFAULT_PAGE));
  // Nodes by their ids and responses to be stored are as many as are given; what they are answered in counts once, as a
  // page does.
  const given: unknown = args['ids'] ?? args['responses'];
  if (Array.isArray(given)) return own + selectionCost * given.length;
  const isPage = field.name === 'nodes' || field.name === 'edges' || PAGES.has(type.name);
  return isList && !isPage ? own + (1 + selectionCost) * (LIST_SIZES[name] ?? LIST_GUESS) : own + selectionCost;
}

function shapeOf(type: GraphQLOutputType): { isList: boolean; isComposite: boolean } {
  if (isNonNullType(type)) return shapeOf(type.ofType);
  if (isListType(type)) return { isList: true, isComposite: shapeOf(type.ofType).isComposite };
  return { isList: false, isComposite: isObjectType(type) || isAbstractType(type) };
}

const cachedCost = createCostCache();

export interface OperationCheck {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly variables: Record<string, unknown> | undefined;
  readonly operationName: string | undefined;
  /** Whether one statement answers all of it, with these variables. */
  readonly isPlanned?: ((variables: Readonly<Record<string, unknown>>) => boolean) | undefined;
}

/**
 * The cost of the operation, and the error when it is refused: the document does not contain it, its variables are
 * invalid, or it costs too much.
 */
export function checkOperation({ schema, document, variables, operationName, isPlanned }: OperationCheck): {
  readonly cost: number;
  readonly error?: GraphQLError;
  /** The variables of an operation without an error, coerced. */
  readonly coerced?: Readonly<Record<string, unknown>>;
  /** The memory to reserve for it, in bytes. */
  readonly memory: number;
} {
  const operation = getOperationAST(document, operationName);
  if (!operation) return { cost: 1, memory: 0, error: badInput(new GraphQLError(unresolved(operationName))) };
  const { refused, coerced, values } = checkVariables({ schema, document, variables, operationName });
  if (refused) return { cost: 1, memory: 0, error: refused };
  try {
    const selected = cachedCost(document, operationName, coerced, () =>
      operationCost({
        schema,
        document,
        operation,
        variables: coerced,
        priceOf,
        maxSelections: OPERATION_LIMITS.tokens,
      }),
    );
    // Fragments that are spread into one another a great many times.
    if (selected === undefined)
      return {
        cost: OPERATION_LIMITS.cost,
        memory: 0,
        error: tooMuch(`The operation selects more than ${OPERATION_LIMITS.tokens} fields.`),
      };
    const cost = 1 + Math.ceil(selected);
    const limit = operation.operation === 'subscription' ? OPERATION_LIMITS.subscriptionCost : OPERATION_LIMITS.cost;
    return cost > limit
      ? {
          cost,
          memory: 0,
          error: tooMuch(
            `The operation costs ${cost} points, but the limit is ${limit}. Request smaller pages or fewer levels.`,
          ),
        }
      : { cost, coerced, memory: memoryOf(cost, values, isPlanned?.(coerced) ? 'plan' : 'resolvers') };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { cost: 1, memory: 0, error: badInput(error) };
  }
}

/**
 * Only a name that was left out, or null, means the only operation: an empty one is a name that no operation can have.
 */
function unresolved(operationName: string | null | undefined): string {
  if (operationName === undefined || operationName === null)
    return 'The document has several operations. Set operationName to one of them.';
  return `The document has no operation named ${JSON.stringify(operationName)}.`;
}

/** Variables are checked here, with a single error: execution would look for many, and repeat the input in each. */
function checkVariables({ schema, document, variables = {}, operationName }: OperationCheck): {
  readonly refused?: GraphQLError;
  readonly coerced: Record<string, unknown>;
  /** The number of values that they hold. */
  readonly values: number;
} {
  let values = 0;
  try {
    values = countValues(variables);
  } catch (error) {
    if (error instanceof DomainError) return { refused: tooMuch(error.message), coerced: {}, values };
    throw error;
  }
  const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? [];
  const { errors: [error] = [], coerced = {} } = getVariableValues(schema, definitions, variables, { maxErrors: 1 });
  return { ...(error && { refused: badInput(error) }), coerced, values };
}

function badInput({ message, nodes }: GraphQLError): GraphQLError {
  return new GraphQLError(message, {
    ...(nodes && { nodes }),
    extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } },
  });
}

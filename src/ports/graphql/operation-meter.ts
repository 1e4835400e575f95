import {
  getOperationAST,
  isInterfaceType,
  isObjectType,
  Kind,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
} from 'graphql';
import { DomainError } from '../../kernel/errors.js';
import type { Metrics } from '../../ops/metrics.js';
import type { Span, SpanStart } from '../../ops/tracing/span.js';
import type { ExecutableOperation } from './executable-operation.js';
import { createOperationNames, OTHER } from './operation-names.js';

type FormatError = (formatted: GraphQLFormattedError, thrown: unknown) => GraphQLFormattedError;

/** Counts what the GraphQL port executes and the errors that it answers with. */
export interface OperationMeter {
  /**
   * The span of an operation: its kind and, of few, its name. Neither its document nor its variables, which have
   * values.
   */
  spanOf(operation: ExecutableOperation): SpanStart;
  /** Counts an executed operation, and the errors of its fields. */
  executed(
    operation: ExecutableOperation,
    result: ExecutionResult,
    executor: 'plan' | 'resolvers',
    ms: number,
    span?: Span,
  ): void;
  /** Formats errors as `format` does, and counts them. */
  countErrors(format: FormatError): FormatError;
}

/** The codes of an execution's errors that say that the gateway failed. */
const FAILURES: ReadonlySet<string> = new Set(['INTERNAL', 'OVERLOADED', 'UNAVAILABLE', 'DEADLINE_EXCEEDED']);

/**
 * See OperationMeter. Every label is bounded: see OperationNames, the fields of the schema, and the codes of errors.
 */
export function createOperationMeter(schema: GraphQLSchema, metrics: Metrics['graphql']): OperationMeter {
  const names = createOperationNames();
  const fields = fieldNames(schema);

  /** The field of the schema that failed. The error of a plan has no node, and the key of a root field. */
  function fieldOf({ nodes, path }: GraphQLError, operation: OperationDefinitionNode | null | undefined): string {
    const key = path?.[0];
    const node = nodes?.[0] ?? operation?.selectionSet.selections.find((root) => isKeyOf(root, key));
    return node?.kind === Kind.FIELD && fields.has(node.name.value) ? node.name.value : OTHER;
  }

  function outcomeOf(errors: readonly GraphQLError[]): 'ok' | 'refused' | 'failed' {
    if (errors.length === 0) return 'ok';
    return errors.some((error) => FAILURES.has(codeOf(error))) ? 'failed' : 'refused';
  }

  return {
    spanOf({ document, operationName, isRegistered = false }) {
      const node = getOperationAST(document, operationName);
      const kind = node?.operation ?? 'operation';
      const name = node?.name && names.labelOf(node.name.value, isRegistered);
      return {
        name: name === undefined || name === OTHER ? kind : `${kind} ${name}`,
        attributes: { 'graphql.operation.type': kind, 'graphql.operation.name': name },
      };
    },
    executed({ document, operationName, isRegistered = false }, { errors = [] }, executor, ms, span) {
      const node = getOperationAST(document, operationName);
      const operation = names.labelOf(node?.name?.value, isRegistered);
      const outcome = outcomeOf(errors);
      metrics.operations.inc({ operation, executor, outcome });
      span?.set({ 'gateway.executor': executor, 'gateway.outcome': outcome, 'gateway.errors': errors.length });
      if (outcome === 'failed') span?.fail(errors.map(codeOf).find((code) => FAILURES.has(code)) ?? 'INTERNAL');
      metrics.seconds.observe({ operation }, ms / 1000);
      for (const error of errors)
        if (error.path !== undefined) metrics.fieldErrors.inc({ field: fieldOf(error, node), code: codeOf(error) });
    },
    countErrors: (format) => (formatted, thrown) => {
      const answered = format(formatted, thrown);
      metrics.errors.inc({ code: String(answered.extensions?.['code'] ?? OTHER) });
      return answered;
    },
  };
}

/** The code that the client receives, as createFormatError decides. Its form is not needed here. */
function codeOf(error: GraphQLError): string {
  const { originalError, extensions } = error;
  if (originalError instanceof DomainError) return originalError.code;
  const code = extensions['code'];
  return originalError === undefined && typeof code === 'string' ? code : 'INTERNAL';
}

const isKeyOf = (root: SelectionNode, key: unknown) =>
  root.kind === Kind.FIELD && (root.alias ?? root.name).value === key;

function fieldNames(schema: GraphQLSchema): ReadonlySet<string> {
  const types = Object.values(schema.getTypeMap());
  return new Set(
    types.flatMap((type) => (isObjectType(type) || isInterfaceType(type) ? Object.keys(type.getFields()) : [])),
  );
}

import type { DocumentNode } from 'graphql';
import type { GraphQLContext } from '../context.js';
import type { Variables } from './outline.js';

/** An operation that is to be executed. */
export interface PlannedExecution {
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  /** As the client sent them. */
  readonly rawVariables: Record<string, unknown> | undefined;
  /** Coerced. */
  readonly variables: Variables;
  readonly contextValue: GraphQLContext;
}

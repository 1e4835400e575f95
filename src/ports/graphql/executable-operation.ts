import type { DocumentNode } from 'graphql';
import type { GraphQLContext } from './context.js';
import type { Variables } from './planned/outline.js';

/** An admitted operation. */
export interface ExecutableOperation {
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  /** Whether an operator has registered the document. */
  readonly isRegistered?: boolean;
  /** As admission has coerced them. */
  readonly variables: Variables;
  readonly contextValue: GraphQLContext;
}

import type { DocumentNode, GraphQLSchema } from 'graphql';
import { DomainError } from '../../kernel/errors.js';
import { allowanceExceeded, type Caller, type Callers } from '../../ops/identity/callers.js';
import type { MemoryLease } from '../../ops/load/memory-budget.js';
import type { Allowance } from '../../ops/load/rate-limiter.js';
import type { Turns } from '../../ops/load/turns.js';
import { requestError } from './errors.js';
import { unstorableInput } from './input-text.js';
import { checkOperation } from './limits.js';
import { pointsOf } from './operation-price.js';
import type { IsPlanned } from './planned/planned-executor.js';

/** An operation that is to be executed, of a valid document. */
export interface OperationRequest {
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  /** As the client sent them. */
  readonly variables: Record<string, unknown> | undefined;
}

export interface Admission {
  /**
   * Admits an operation by its price, before it is executed. Waits for memory and for its turn, and resolves to its
   * coerced variables. Throws a GraphQLError when the operation is too expensive, its input is invalid, its caller has
   * no allowance left, or the gateway has no memory for it now. In each case `onAllowance` receives the rest of the
   * caller's allowance.
   */
  admit(
    request: OperationRequest,
    caller: Caller,
    lease: MemoryLease | undefined,
    onAllowance: (allowance: Allowance) => void,
  ): Promise<Readonly<Record<string, unknown>>>;
}

interface AdmissionConfig {
  readonly schema: GraphQLSchema;
  readonly callers: Callers;
  readonly turns: Turns;
  /** Undefined where resolvers execute everything. */
  readonly isPlanned: IsPlanned | undefined;
}

/** See Admission. */
export function createAdmission({ schema, callers, turns, isPlanned }: AdmissionConfig): Admission {
  return {
    async admit(request, caller, lease, onAllowance) {
      const checked = checkOperation({
        schema,
        ...request,
        isPlanned: isPlanned && ((variables) => isPlanned({ ...request, variables })),
      });
      const { cost, memory, coerced = {} } = checked;
      const error = checked.error ?? unstorableInput(request.document, request.variables);
      const allowance = callers.spend(caller, error ? 0 : pointsOf(cost));
      onAllowance(allowance);
      if (error) throw error;
      if (allowance.isExceeded) throw requestError(429, 'LIMIT_EXCEEDED', allowanceExceeded(allowance));
      await lease?.reserve(memory).catch((refusal: unknown) => {
        throw refusal instanceof DomainError ? requestError(503, refusal.code, refusal.message) : refusal;
      });
      await turns.next(caller.key);
      return coerced;
    },
  };
}

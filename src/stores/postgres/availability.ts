import { DomainError } from '../../kernel/errors.js';
import { currentOperation, WRITE_OUTCOME, UNKNOWN_OUTCOME_MESSAGE } from '../../ops/operation-scope.js';
import { currentCost } from '../../ops/request-cost.js';
import { isPostgresUnreachable } from './outage.js';

/**
 * Prisma's own words for a connection that could not be had, or was lost; P2028 is a transaction that could not begin
 * or took too long.
 */
const PRISMA_CODES = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028']);
/** statement_timeout and lock_timeout of the session: the limit for work without its own deadline. */
const TOOK_TOO_LONG = new Set(['57014', '55P03']);

/**
 * The error to throw to a store's caller. When the operation has ended, or its reads were stopped, it is the reason for
 * that. A failure that means DEADLINE_EXCEEDED or UNAVAILABLE becomes that error, with the failure as its cause. Any
 * other failure is returned as it is.
 */
export function toCallerError(error: unknown): unknown {
  if (error instanceof DomainError) return error;
  const over = currentOperation()?.over;
  if (over !== undefined) return over;
  // Prisma wraps what its driver throws.
  const refusal = currentCost()?.refusal;
  if (refusal !== undefined) return refusal;
  const failure = underlying(error);
  if (TOOK_TOO_LONG.has(failure.state ?? ''))
    return withCause(new DomainError('DEADLINE_EXCEEDED', 'The database took too long.'), error);
  if (isUnreachable(error))
    return withCause(new DomainError('UNAVAILABLE', 'The database cannot be reached at the moment.'), error);
  return error;
}

/** The same for a transaction during its commit. When the connection is lost then, the outcome is unknown. */
export function toCommitError(error: unknown): unknown {
  return isUnreachable(error)
    ? withCause(
        new DomainError(
          'UNAVAILABLE',
          `The database was lost during the commit. ${UNKNOWN_OUTCOME_MESSAGE}`,
          WRITE_OUTCOME.unknown,
        ),
        error,
      )
    : toCallerError(error);
}

function isUnreachable(error: unknown): boolean {
  const { code, failure } = underlying(error);
  return PRISMA_CODES.has(code ?? '') || isPostgresUnreachable(failure) || isPostgresUnreachable(error);
}

/** The driver's error, without Prisma's wrapping. */
function underlying(error: unknown): {
  readonly code: string | undefined;
  readonly state: string | undefined;
  readonly failure: unknown;
} {
  const { code, meta, cause } = (typeof error === 'object' && error !== null ? error : {}) as {
    readonly code?: unknown;
    readonly meta?: { readonly driverAdapterError?: { readonly cause?: DriverCause } };
    readonly cause?: DriverCause;
  };
  const driver = meta?.driverAdapterError?.cause ?? cause;
  const state = driver?.originalCode ?? code;
  return {
    code: typeof code === 'string' ? code : undefined,
    state: typeof state === 'string' ? state : undefined,
    failure:
      driver?.kind === undefined
        ? driver
        : { code: LOST_KINDS.has(driver.kind) ? 'ECONNRESET' : driver.originalCode, message: driver.originalMessage },
  };
}

interface DriverCause {
  readonly kind?: string;
  readonly originalCode?: unknown;
  readonly originalMessage?: unknown;
}
const LOST_KINDS = new Set([
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'TooManyConnections',
  'TlsConnectionError',
]);

function withCause(error: DomainError, cause: unknown): DomainError {
  return Object.assign(error, { cause });
}

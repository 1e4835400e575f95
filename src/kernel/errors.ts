/**
 * The stable codes of every expected failure, the same in GraphQL (extensions.code) and REST (problem type). Each port
 * maps them once. Any error that is not a DomainError is masked as INTERNAL.
 */
export const ERROR_CODES = {
  BAD_INPUT: 'The input does not have the required form.',
  BAD_CURSOR: 'The cursor was not issued by this gateway for this list.',
  LIMIT_EXCEEDED: 'The request exceeds a limit.',
  UNAUTHENTICATED: 'The request has no valid credentials.',
  FORBIDDEN: 'The credentials do not allow this.',
  HOST_NOT_ALLOWED: 'The gateway does not accept requests for this host name.',
  ORIGIN_NOT_ALLOWED: 'This origin is not allowed to make this request.',
  NOT_FOUND: 'The resource does not exist, or you may not read it.',
  VERSION_CONFLICT: 'The resource has changed since the given version. Read it again, then retry.',
  INVALID_STATE: 'The state of the resource does not allow this.',
  INVALID_ANSWER: 'An answer does not fit its question.',
  ALREADY_EXISTS: 'A resource with this name or key already exists.',
  SCREEN_OCCUPIED: 'The screen already has a show at this time.',
  SEAT_TAKEN: 'At least one of the seats is held or sold.',
  HOLD_EXPIRED: 'The hold has expired, and its seats were released.',
  PAYMENT_DECLINED: 'The payment provider declined the payment.',
  IDEMPOTENCY_KEY_REUSED: 'The idempotency key was already used with a different request.',
  IDEMPOTENCY_IN_FLIGHT: 'The first request with this idempotency key is still in progress. Retry later.',
  OVERLOADED: 'The gateway is overloaded. Retry shortly.',
  DEADLINE_EXCEEDED: 'The request exceeded its time limit.',
  UNAVAILABLE: 'The service is temporarily unavailable. Retry later.',
} as const;
export type ErrorCode = keyof typeof ERROR_CODES;

/** An expected failure: `code` is stable, `message` is for people, `details` says which part of the input is meant. */
export class DomainError extends Error {
  override readonly name = 'DomainError';

  constructor(
    readonly code: ErrorCode,
    message: string = ERROR_CODES[code],
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

/**
 * The error for a resource that does not exist, or that the viewer may not see: a caller cannot distinguish the two.
 * `which` describes the lookup.
 */
export function notFound(kind: string, which = 'with this ID'): DomainError {
  return new DomainError('NOT_FOUND', `There is no ${kind} ${which}.`);
}

/** The value that a store found. Throws notFound for undefined. */
export function requireFound<T>(value: T | undefined, kind: string, which?: string): T {
  if (value === undefined) throw notFound(kind, which);
  return value;
}

const NOT_VISIBLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['NOT_FOUND', 'UNAUTHENTICATED', 'FORBIDDEN']);

/**
 * Whether the error says that the object does not exist or that the viewer may not read it. A nullable field is then
 * null.
 */
export function isNotVisibleError(error: unknown): boolean {
  return error instanceof DomainError && NOT_VISIBLE.has(error.code);
}

const TEMPORARY: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['OVERLOADED', 'UNAVAILABLE', 'DEADLINE_EXCEEDED']);

/** Whether an expected failure is temporary rather than caused by the request. Undefined for any other error. */
export function isTemporary(error: unknown): boolean | undefined {
  return error instanceof DomainError ? TEMPORARY.has(error.code) : undefined;
}

/** Closes a switch over a discriminated union: a new case is a compile error at every switch that lacks it. */
export function unreachable(value: never): never {
  throw new Error(`Unreachable: ${JSON.stringify(value)}`);
}

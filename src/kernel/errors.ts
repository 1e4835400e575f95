/**
 * The stable codes of every expected failure, the same in GraphQL (extensions.code) and REST (problem type).
 * Each port maps them once; what is not a DomainError is masked as INTERNAL.
 */
export const ERROR_CODES = {
  BAD_INPUT: 'The input is not of the stated form.',
  BAD_CURSOR: 'The cursor was not issued by this gateway for this list.',
  LIMIT_EXCEEDED: 'The request asks for more than one request may.',
  UNAUTHENTICATED: 'The request has no valid credentials.',
  FORBIDDEN: 'The credentials do not allow this.',
  HOST_NOT_ALLOWED: 'The gateway does not answer under this name.',
  ORIGIN_NOT_ALLOWED: 'Pages of this origin may not do this.',
  NOT_FOUND: 'There is no such thing, or it belongs to somebody else.',
  VERSION_CONFLICT: 'The thing has changed since the version given.',
  INVALID_STATE: 'The thing is in a state that does not allow this.',
  INVALID_ANSWER: 'An answer does not fit its question.',
  ALREADY_EXISTS: 'A thing with this name or key exists already.',
  SCREEN_OCCUPIED: 'The screen has another show at this time.',
  SEAT_TAKEN: 'At least one of the seats is held or sold.',
  HOLD_EXPIRED: 'The hold has run out and its seats were given up.',
  PAYMENT_DECLINED: 'The payment provider declined the payment.',
  IDEMPOTENCY_KEY_REUSED: 'The idempotency key was used with another request.',
  IDEMPOTENCY_IN_FLIGHT: 'The first request with this idempotency key is still being worked on.',
  OVERLOADED: 'The gateway has no room for this request at the moment. Try again shortly.',
  DEADLINE_EXCEEDED: 'The request took longer than one request may.',
  UNAVAILABLE: 'The service cannot answer this at the moment. Try again later.',
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

/** Whether an expected failure is of the moment rather than of what was asked; undefined for any other error. */
export function isNotNow(error: unknown): boolean | undefined {
  if (!(error instanceof DomainError)) return undefined;
  return error.code === 'UNAVAILABLE' || error.code === 'DEADLINE_EXCEEDED';
}

/** Closes a switch over a discriminated union: a new case is a compile error at every switch that lacks it. */
export function unreachable(value: never): never {
  throw new Error(`Unreachable: ${JSON.stringify(value)}`);
}

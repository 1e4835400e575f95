import { DomainError, ERROR_CODES, type ErrorCode } from '../../../../kernel/errors.js';

/** HTTP's own failures beside the codes that both ports share: GraphQL has one method and one media type. */
export const HTTP_CODES = {
  METHOD_NOT_ALLOWED: 'The resource does not support this method.',
  NOT_ACCEPTABLE: 'None of the media types in Accept is available.',
  UNSUPPORTED_MEDIA_TYPE: 'The operation does not support the media type of the body.',
  INTERNAL: 'An internal error occurred.',
} as const;
export type ProblemCode = ErrorCode | keyof typeof HTTP_CODES;
export const PROBLEM_TITLES: Readonly<Record<ProblemCode, string>> = { ...ERROR_CODES, ...HTTP_CODES };

/** The status of each code; docs/adr/0011-rest-v1.md says where another one takes its place. */
export const STATUS_OF: Readonly<Record<ProblemCode, number>> = {
  BAD_INPUT: 422,
  BAD_CURSOR: 400,
  LIMIT_EXCEEDED: 422,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  HOST_NOT_ALLOWED: 403,
  ORIGIN_NOT_ALLOWED: 403,
  NOT_FOUND: 404,
  VERSION_CONFLICT: 409,
  INVALID_STATE: 409,
  INVALID_ANSWER: 422,
  ALREADY_EXISTS: 409,
  SCREEN_OCCUPIED: 409,
  SEAT_TAKEN: 409,
  HOLD_EXPIRED: 410,
  PAYMENT_DECLINED: 402,
  IDEMPOTENCY_KEY_REUSED: 422,
  IDEMPOTENCY_IN_FLIGHT: 409,
  OVERLOADED: 503,
  DEADLINE_EXCEEDED: 504,
  UNAVAILABLE: 503,
  METHOD_NOT_ALLOWED: 405,
  NOT_ACCEPTABLE: 406,
  UNSUPPORTED_MEDIA_TYPE: 415,
  INTERNAL: 500,
};

/** A failure with its HTTP status and headers, for what HTTP itself refuses. */
export class RestError extends Error {
  override readonly name = 'RestError';

  constructor(
    readonly status: number,
    readonly code: ProblemCode,
    message: string = PROBLEM_TITLES[code],
    readonly details: Readonly<Record<string, unknown>> = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/**
 * An RFC 9457 problem: `code` is the stable one, `detail` is for people, further members say which part of the input is
 * meant.
 */
interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ProblemCode;
  readonly [member: string]: unknown;
}

/** The problem of a failure that has a status. */
export function problemOf({ status, code, message, details }: RestError): Problem {
  return { ...details, type: `/api/v1/problems/${code}`, title: PROBLEM_TITLES[code], status, detail: message, code };
}

/**
 * The thrown error as a RestError, or undefined when it must be masked. `byCondition`: the request has If-Match or
 * If-None-Match.
 */
export function restErrorOf(error: unknown, { byCondition }: { readonly byCondition: boolean }): RestError | undefined {
  if (error instanceof RestError) return error;
  if (error instanceof DomainError) {
    const status = error.code === 'VERSION_CONFLICT' && byCondition ? 412 : STATUS_OF[error.code];
    return new RestError(status, error.code, error.message, error.details, headersOf(error));
  }
  const { statusCode, message } = error as { readonly statusCode?: unknown; readonly message?: unknown };
  if (typeof statusCode !== 'number' || statusCode < 400 || statusCode >= 500 || typeof message !== 'string')
    return undefined;
  // fastify's own refusals: a body that is too large, a wrong content-length, malformed JSON.
  const code =
    statusCode === 413 || statusCode === 429
      ? 'LIMIT_EXCEEDED'
      : statusCode === 415
        ? 'UNSUPPORTED_MEDIA_TYPE'
        : 'BAD_INPUT';
  return new RestError(statusCode, code, message);
}

/** The headers that HTTP requires with some codes. */
function headersOf({ code, details }: DomainError): Readonly<Record<string, string>> {
  if (code === 'UNAUTHENTICATED') return { 'www-authenticate': 'Bearer' };
  if (code !== 'OVERLOADED' && code !== 'UNAVAILABLE') return {};
  return { 'retry-after': String(details['retryAfterSeconds'] ?? RETRY_AFTER_SECONDS) };
}

/** The default number of seconds before a retry. */
const RETRY_AFTER_SECONDS = 2;

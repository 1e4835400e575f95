import { isTemporary } from '../../kernel/errors.js';

interface SqlStates {
  readonly classes: ReadonlySet<string>;
  readonly states: ReadonlySet<string>;
}

/** Classes and codes of SQLSTATE for a temporary failure of the server or the transaction, whatever the statement. */
const OUTAGE: SqlStates = {
  classes: new Set(['08', '53', '57', '58']),
  states: new Set(['40001', '40P01', '55P03', '25006', '28000', '28P01', '3D000']),
};
const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
]);
/** The driver's messages without a code. */
const DRIVER_MESSAGES = [
  /connection terminated/i,
  /timeout exceeded when trying to connect/i,
  /connection timeout/i,
  /client has encountered a connection error/i,
  /cannot use a pool after calling end/i,
];

/** Of those, the server itself being gone or going, or having no room for us. */
const UNREACHABLE: SqlStates = {
  classes: new Set(['08', '53', '58']),
  states: new Set(['57P01', '57P02', '57P03', '57P05', '25P03']),
};

/** Whether the server could not be reached, or was lost during the statement. */
export function isPostgresUnreachable(error: unknown): boolean {
  return every(error, (failure) => says(failure, UNREACHABLE));
}

/**
 * Whether a failure of these stores is caused by PostgreSQL and not by the record: it passes, and it would affect other
 * records too. An unrecognised failure counts as the record's, so that no record can block its partition without end.
 */
export function isPostgresOutage(error: unknown): boolean {
  return every(error, (failure) => isTemporary(failure) ?? says(failure, OUTAGE));
}

/**
 * Whether `holds` is true of the failure, or of each failure in it. Node tries every address of a host and throws the
 * failures together.
 */
function every(error: unknown, holds: (failure: object) => boolean): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { errors } = error as { readonly errors?: unknown };
  if (Array.isArray(errors) && errors.length > 0) return errors.every((one) => every(one, holds));
  return holds(error);
}

function says(failure: object, { classes, states }: SqlStates): boolean {
  const { code, message } = failure as { readonly code?: unknown; readonly message?: unknown };
  if (typeof code === 'string')
    return SOCKET_CODES.has(code) || states.has(code) || (code.length === 5 && classes.has(code.slice(0, 2)));
  return typeof message === 'string' && DRIVER_MESSAGES.some((pattern) => pattern.test(message));
}

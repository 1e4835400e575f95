/** Classes and codes of SQLSTATE that say "not now" about the server or the transaction, whatever the statement was. */
const OUTAGE_CLASSES = new Set(['08', '53', '57', '58']);
const OUTAGE_STATES = new Set(['40001', '40P01', '55P03', '25006', '28000', '28P01', '3D000']);
const SOCKET_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN', 'ENOENT']);
/** What the driver says without a code. */
const DRIVER_MESSAGES = [/connection terminated/i, /timeout exceeded when trying to connect/i, /connection timeout/i, /client has encountered a connection error/i, /cannot use a pool after calling end/i];

/**
 * Whether a failure of these stores is PostgreSQL's rather than the record's: waiting mends it, and another record would
 * have met it too. What is not recognised counts as the record's, so that no record can stop its partition for ever.
 */
export function isPostgresOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.every(isPostgresOutage);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (code === undefined) return DRIVER_MESSAGES.some((message) => message.test(error.message));
  return SOCKET_CODES.has(code) || OUTAGE_STATES.has(code) || (code.length === 5 && OUTAGE_CLASSES.has(code.slice(0, 2)));
}

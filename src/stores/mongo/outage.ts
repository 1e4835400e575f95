import { MongoError, MongoSystemError } from 'mongodb';
import { isTemporary } from '../../kernel/errors.js';
import { TransactionGaveUp } from './transactions.js';
import { isLostConnection, underlyingError } from './underlying-error.js';

/** The driver's errors about its own connection. */
const OUTAGE_NAMES = new Set([
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoServerClosedError',
  'MongoClientClosedError',
  'MongoWaitQueueTimeoutError',
  'MongoStalePrimaryError',
  'MongoExpiredSessionError',
]);

const OUTAGE_LABELS = [
  'TransientTransactionError',
  'UnknownTransactionCommitResult',
  'RetryableWriteError',
  'RetryableError',
  'SystemOverloadedError',
];

/** Server codes for a temporary failure or a wrong server, whatever the command. */
const OUTAGE_CODES = new Set<unknown>([
  6,
  7,
  89, // host unreachable, host not found, network timeout
  11_600,
  11_602,
  91, // interrupted at shutdown or by a change of state, shutting down
  10_107,
  13_435,
  13_436,
  189,
  10_058, // not the primary (any more)
  50,
  262,
  64, // over a time limit, the majority's too
  112,
  251,
  246, // write conflict, transaction gone, snapshot gone
  18,
  13, // credentials refused: wrong for every record alike
  14_031,
  365, // out of disk space, too many connections
]);

/**
 * Whether a failure of these stores is caused by MongoDB and not by the record: it passes, and it would affect other
 * records too. An unrecognised failure counts as the record's, so that no record can block its partition without end.
 */
export function isMongoOutage(error: unknown): boolean {
  if (error instanceof TransactionGaveUp) return true;
  const notNow = isTemporary(error);
  if (notNow !== undefined) return notNow;
  const failure = underlyingError(error);
  if (!(failure instanceof MongoError)) return false;
  return (
    isLostConnection(failure) ||
    failure instanceof MongoSystemError ||
    OUTAGE_NAMES.has(failure.name) ||
    OUTAGE_CODES.has(failure.code) ||
    OUTAGE_LABELS.some((label) => failure.hasErrorLabel(label))
  );
}

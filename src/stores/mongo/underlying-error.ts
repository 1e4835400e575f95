import { MongoBulkWriteError, MongoError, MongoNetworkError } from 'mongodb';

/** What went wrong, when the driver has wrapped it because the command was a bulk write; the error itself otherwise. */
export function underlyingError(error: unknown): unknown {
  return error instanceof MongoBulkWriteError && error.errorResponse instanceof MongoError
    ? error.errorResponse
    : error;
}

/**
 * Whether the connection broke under a command. Labels do not tell: the driver gives none when its pool had noticed
 * first.
 */
export function isLostConnection(error: unknown): boolean {
  return underlyingError(error) instanceof MongoNetworkError;
}

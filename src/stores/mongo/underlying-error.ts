import { MongoBulkWriteError, MongoError, MongoNetworkError } from 'mongodb';

/** The server's error inside a bulk write's error. Any other error is returned as it is. */
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

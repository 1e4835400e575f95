import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { clip } from '../../kernel/clip.js';
import { DomainError } from '../../kernel/errors.js';

/** Reports a masked error, under the ID that the client received. */
export type ReportUnexpected = (error: unknown, errorId: string) => void;

/** The codes of GraphQL's own errors: some are kept, others for bad input become BAD_INPUT. */
const OWN_CODES: Readonly<Record<string, string>> = {
  GRAPHQL_PARSE_FAILED: 'GRAPHQL_PARSE_FAILED',
  GRAPHQL_VALIDATION_FAILED: 'GRAPHQL_VALIDATION_FAILED',
  OPERATION_RESOLUTION_FAILURE: 'BAD_INPUT',
  BAD_USER_INPUT: 'BAD_INPUT',
  BAD_REQUEST: 'BAD_INPUT',
  LIMIT_EXCEEDED: 'LIMIT_EXCEEDED',
  OVERLOADED: 'OVERLOADED',
  UNAUTHENTICATED: 'UNAUTHENTICATED',
  UNAVAILABLE: 'UNAVAILABLE',
  DEADLINE_EXCEEDED: 'DEADLINE_EXCEEDED',
  NOT_FOUND: 'NOT_FOUND',
  PERSISTED_QUERY_NOT_SUPPORTED: 'BAD_INPUT',
  // Apollo's clients look for this one, and send the whole text then.
  PERSISTED_QUERY_NOT_FOUND: 'PERSISTED_QUERY_NOT_FOUND',
};

/** The maximum number of locations of an error. */
const MAX_LOCATIONS = 5;

/**
 * The one place where errors become GraphQL errors: a DomainError keeps code, message and details; GraphQL's own keep
 * theirs; anything else is INTERNAL with only an id, which the log has beside the real error. GraphQL's own messages
 * repeat at most 200 characters of the input.
 */
export function createFormatError(report: ReportUnexpected, newErrorId: () => string) {
  return (formatted: GraphQLFormattedError, thrown: unknown): GraphQLFormattedError => {
    const error = causeOf(thrown);
    if (isAborted(formatted)) return { message: TOO_MUCH_TO_COMPARE, extensions: { code: 'LIMIT_EXCEEDED' } };
    const place = {
      ...(formatted.locations && { locations: formatted.locations.slice(0, MAX_LOCATIONS) }),
      ...(formatted.path && { path: formatted.path }),
    };
    if (error instanceof DomainError)
      return { message: error.message, ...place, extensions: { ...error.details, code: error.code } };
    // Apollo gives every validation error one code; the limits mark theirs.
    const ownCode =
      formatted.extensions?.['limit'] === true ? 'LIMIT_EXCEEDED' : OWN_CODES[String(formatted.extensions?.['code'])];
    if (ownCode !== undefined && (error instanceof GraphQLError || error === thrown))
      return { message: clip(formatted.message), ...place, extensions: { code: ownCode } };
    const errorId = newErrorId();
    report(error, errorId);
    return { message: 'An internal error occurred.', ...place, extensions: { code: 'INTERNAL', errorId } };
  };
}

/**
 * Whether graphql-js gave validation up, of a document that may well be valid: its rule for fields of the same name
 * compares a bounded number of them, and says only this.
 */
function isAborted({ message, extensions }: GraphQLFormattedError): boolean {
  return message === 'Validation aborted.' && extensions?.['code'] === 'GRAPHQL_VALIDATION_FAILED';
}
const TOO_MUCH_TO_COMPARE =
  'The operation selects the same fields too often. Select each field once in a selection set, or use aliases.';

/** The original error, without the wrapping of graphql-js, Apollo or graphql-ws. */
function causeOf(thrown: unknown): unknown {
  return thrown instanceof GraphQLError && thrown.originalError !== undefined ? causeOf(thrown.originalError) : thrown;
}

/** A failure of the request as a whole, with its HTTP status. */
export function requestError(status: number, code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { status } } });
}

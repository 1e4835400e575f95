import { clip } from '../../kernel/clip.js';
import { DomainError } from '../../kernel/errors.js';

/** Classes of SQLSTATE for invalid values: data exceptions, and values that are too large. */
const CLASSES = new Set(['22', '54']);

/**
 * Maps an error that PostgreSQL raises because of a value to BAD_INPUT, as a check before the statement would. Any
 * other error is returned as it is.
 */
export function toInputError(error: unknown): unknown {
  const found = stateOf(error);
  if (found === undefined || !CLASSES.has(found.state.slice(0, 2))) return error;
  return new DomainError('BAD_INPUT', `PostgreSQL cannot store the input: ${clip(found.message)}`);
}

/** Runs `work`. Its errors are mapped by toInputError. */
export async function withInputErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toInputError(error);
  }
}

/** Whether a unique index of the table refused a row. */
export function isDuplicateIn(error: unknown, table: string): boolean {
  const { code, table: of } = error as { readonly code?: unknown; readonly table?: unknown };
  return code === '23505' && of === table;
}

/** The driver's SQLSTATE, whether Prisma hands it on or not. */
function stateOf(error: unknown): { readonly state: string; readonly message: string } | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, meta } = error as Error & {
    code?: unknown;
    meta?: { driverAdapterError?: { cause?: { originalCode?: unknown; originalMessage?: unknown } } };
  };
  const cause = meta?.driverAdapterError?.cause;
  const state = cause?.originalCode ?? code;
  return typeof state === 'string' && /^[0-9A-Z]{5}$/.test(state)
    ? { state, message: String(cause?.originalMessage ?? error.message) }
    : undefined;
}

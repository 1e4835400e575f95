import { clip } from '../../kernel/clip.js';
import { DomainError } from '../../kernel/errors.js';

/** Classes of SQLSTATE that blame the values: data exceptions, and values that are too large. */
const CLASSES = new Set(['22', '54']);

/**
 * Runs `work`; what PostgreSQL refuses because of the values is BAD_INPUT, as it would be had they been checked before.
 */
export async function asInputFault<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const found = stateOf(error);
    if (found === undefined || !CLASSES.has(found.state.slice(0, 2))) throw error;
    throw new DomainError('BAD_INPUT', `PostgreSQL cannot store the input: ${clip(found.message)}`);
  }
}

/** Runs Prisma's insert of one row; ALREADY_EXISTS with this message when another transaction has inserted it first. */
export async function asAlreadyThere<T>(insert: () => Promise<T>, message: string): Promise<T> {
  try {
    return await insert();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'P2002')
      throw new DomainError('ALREADY_EXISTS', message);
    throw error;
  }
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

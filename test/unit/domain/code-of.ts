import { DomainError, type ErrorCode } from '../../../src/kernel/errors.js';

/** The code of the expected failure that `act` throws; undefined when it throws nothing. */
export function codeOf(act: () => unknown): ErrorCode | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

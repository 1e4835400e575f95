import { DomainError } from '../../kernel/errors.js';

/** Codes of drivers and of the system, such as 23505 and ECONNREFUSED. */
const CODE = /^[A-Z0-9_]{1,40}$/;

/** The type of an error for spans. Never its message: a store's messages contain the values of rows. */
export function errorType(error: unknown): string {
  if (error instanceof DomainError) return error.code;
  if (!(error instanceof Error)) return 'unknown';
  const { code } = error as { readonly code?: unknown };
  return (typeof code === 'string' && CODE.test(code)) || typeof code === 'number' ? String(code) : error.name;
}

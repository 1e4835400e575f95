import { ConfigurationError } from '../config/configuration-error.js';
import { DomainError } from '../kernel/errors.js';

/** Errors that a command's user can correct become ConfigurationErrors: a file that cannot be read or does not fit. */
export function asConfigurationError(error: unknown): unknown {
  if (error instanceof DomainError) return new ConfigurationError(error.message);
  const isOfFile =
    error instanceof Error && 'syscall' in error && ['open', 'read', 'stat'].includes(String(error.syscall));
  return isOfFile ? new ConfigurationError(error.message) : error;
}

/**
 * The configuration is wrong, and its owner can correct it. `message` says what is wrong and how to correct it; it is
 * shown without a stack.
 */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

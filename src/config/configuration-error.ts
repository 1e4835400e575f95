/** The installation is wrong in a way its owner can mend; `message` says what and how, and is shown without a stack. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

import { ConfigurationError } from '../src/config/configuration-error.js';

/** The embedded servers cannot run. `problem` says what is wrong, `hint` what to do; the message is both. */
export class StackError extends ConfigurationError {
  constructor(
    readonly problem: string,
    readonly hint: string,
  ) {
    super(`${problem}\n${hint}`);
  }
}

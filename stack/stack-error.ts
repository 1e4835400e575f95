import { ConfigurationError } from '../src/config/configuration-error.js';

/** The embedded servers cannot run. `problem` describes the problem, `hint` the solution. The message contains both. */
export class StackError extends ConfigurationError {
  constructor(
    readonly problem: string,
    readonly hint: string,
  ) {
    super(`${problem}\n${hint}`);
  }
}

import { ConfigurationError } from '../config/configuration-error.js';

/** Runs a command's work; what the user can mend is one line without a stack, anything else is shown whole. Sets the exit code. */
export async function runCommand(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    console.error(error instanceof ConfigurationError || isMistyped(error) ? error.message : error);
    process.exitCode = 1;
  }
}

/** An option the command does not have, or one without its value (parseArgs). */
function isMistyped(error: unknown): error is Error {
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_');
}

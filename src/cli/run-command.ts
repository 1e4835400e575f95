import { ConfigurationError } from '../config/configuration-error.js';

/**
 * Runs a command's work. An error that the user can correct is one line without a stack; others are shown whole. Sets
 * the exit code.
 */
export async function runCommand(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    console.error(error instanceof ConfigurationError ? error.message : error);
    process.exitCode = 1;
  }
}

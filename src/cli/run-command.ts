import { ConfigurationError } from '../config/configuration-error.js';
import { ServersLost } from '../../stack/shared-stack.js';

/**
 * Runs a command's work; what the user can correct is one line without a stack, anything else is shown whole. Sets the
 * exit code.
 */
export async function runCommand(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    console.error(error instanceof ConfigurationError ? error.message : error);
    process.exitCode = 1;
    // Connections to servers that are gone would keep the process.
    if (error instanceof ServersLost) process.exit(1);
  }
}

/**
 * `npm run stack:reset [-- --yes] [--all]`: removes the embedded servers' data, with `--all` their downloads too. It
 * asks before.
 */
import { createInterface } from 'node:readline/promises';
import { ConfigurationError } from '../../src/config/configuration-error.js';
import { readEnvironment } from '../../src/config/environment.js';
import { projectRoot } from '../../src/config/project-root.js';
import { resetStateFolder } from '../reset.js';
import { commandLine } from '../../src/cli/command-line.mjs';
import { STACK_COMMANDS } from '../commands.mjs';
import { runCommand } from '../../src/cli/run-command.js';

const root = projectRoot();
const {
  values: { all, yes },
} = commandLine(STACK_COMMANDS['stack-reset']);

await runCommand(async () => {
  const { stateDir } = readEnvironment(root);
  if (!yes) await confirmed(`This deletes all data in ${stateDir}${all ? ', and the downloaded servers' : ''}.`);
  const removed = await resetStateFolder({ stateDir, all });
  console.log(removed.length === 0 ? 'Nothing to remove.' : `Removed from ${stateDir}: ${removed.join(', ')}`);
});

/**
 * Resolves when a person has typed yes. Throws ConfigurationError, with nothing deleted, for any other answer and where
 * nobody can be asked.
 */
async function confirmed(what: string): Promise<void> {
  if (!process.stdin.isTTY || !process.stdout.isTTY)
    throw new ConfigurationError(
      `${what}\nNothing was deleted, because there is no terminal for a confirmation. To delete without one: npm run stack:reset -- --yes`,
    );
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    // A terminal that closes, or Ctrl-C, counts as no answer.
    const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
    const answer = await Promise.race([terminal.question(`${what} Type yes to continue: `), closed]);
    if (answer.trim().toLowerCase() !== 'yes') throw new ConfigurationError('Nothing was deleted.');
  } finally {
    terminal.close();
  }
}

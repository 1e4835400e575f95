/**
 * `npm start`, once everything is built. It runs the embedded servers and the gateway, starts the gateway again when it
 * dies, and stops both on a signal. It does nothing else, so that an error of the gateway cannot end it.
 */
import { ConfigurationError } from '../../src/config/configuration-error.js';
import { readEnvironment } from '../../src/config/environment.js';
import { projectRoot } from '../../src/config/project-root.js';
import { ensurePrivateStateFolder } from '../../src/config/private-files.js';
import { runUntilStopped } from '../../src/ops/shutdown.js';
import { createLauncher, GatewayRefused } from '../launcher.js';
import { commandLine } from '../../src/cli/command-line.mjs';
import { STACK_COMMANDS } from '../commands.mjs';

/** Above what the gateway and the servers may take, one after the other. */
const STOP_WITHIN_MS = 75_000;

const { values } = commandLine(STACK_COMMANDS.start);
// When the reader of the output ends (`npm start | head`), this process continues.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
const began = Date.now();
const print = (line: string) => console.log(`[${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s] ${line}`);

try {
  const environment = readEnvironment(projectRoot());
  ensurePrivateStateFolder(environment.stateDir);
  const launcher = createLauncher(environment, print, { monitoring: values['monitoring'] === true });
  launcher.onStopped(() => process.kill(process.pid, 'SIGTERM'));
  // A gateway without a launcher must not keep running, so it is killed whenever this process ends.
  process.on('exit', () => launcher.kill());
  await runUntilStopped(launcher, () => undefined, STOP_WITHIN_MS);
} catch (error) {
  // A gateway that refused to start has printed the reason.
  if (!(error instanceof GatewayRefused))
    console.error(error instanceof ConfigurationError ? `\n${error.message}` : error);
  process.exit(1);
}

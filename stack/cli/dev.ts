/**
 * `npm run dev`, once everything is built. It runs the same as `npm start`, and compiles and restarts the gateway after
 * each save. The servers keep running. Types are not checked here: an editor or `npm run check:types` does that.
 */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError } from '../../src/config/configuration-error.js';
import { readEnvironment } from '../../src/config/environment.js';
import { projectRoot } from '../../src/config/project-root.js';
import { ensurePrivateStateFolder } from '../../src/config/private-files.js';
import { runUntilStopped } from '../../src/ops/shutdown.js';
import { createLauncher, GatewayFailed, GatewayRefused } from '../launcher.js';
import { commandLine } from '../../src/cli/command-line.mjs';
import { STACK_COMMANDS } from '../commands.mjs';
import { createDevCompiler } from '../dev/dev-compiler.js';
import { DEV_OUTPUT } from '../dev/dev-output.js';
import { createDevLoop, type DevLoop } from '../dev/dev-loop.js';

const STOP_WITHIN_MS = 75_000;

commandLine(STACK_COMMANDS.dev);
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
const began = Date.now();
const print = (line: string) => console.log(`[${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s] ${line}`);
const isOfGateway = (error: unknown): error is Error =>
  error instanceof GatewayRefused || error instanceof GatewayFailed;

try {
  const root = projectRoot();
  const environment = readEnvironment(root);
  ensurePrivateStateFolder(environment.stateDir);
  const sources = path.join(root, 'src');
  const output = path.join(root, DEV_OUTPUT);
  const compiler = createDevCompiler({ sources, output: path.join(output, 'src') });
  // One failed start is enough: the next save starts the gateway again.
  const launcher = createLauncher(environment, print, {
    standby: 'dist/stack/dev/dev-gateway.js',
    backoff: { giveUpAfter: 1 },
  });
  const waitForSave = (error: Error) => print(`${error.message}\nThe next save starts the gateway again.`);
  let loop: DevLoop | undefined;

  launcher.onStopped(() => process.kill(process.pid, 'SIGTERM'));
  process.on('exit', () => {
    launcher.kill();
    rmSync(output, { recursive: true, force: true });
  });
  await runUntilStopped(
    {
      async start() {
        const problems = await compiler.compileAll();
        for (const problem of problems.values()) print(problem);
        const watched = [sources, path.join(root, 'schema.graphql'), path.join(root, 'package.json')];
        let firstStart: Promise<unknown> = Promise.resolve();
        // A save while the servers start is compiled at once. The gateway is restarted after its first start has
        // succeeded or failed.
        const restart = () => firstStart.then(() => launcher.restartGateway());
        loop = createDevLoop({ watched, compiler, problems, restart, print });
        await loop.start();
        firstStart = launcher.start().catch((error: unknown) => {
          if (!isOfGateway(error)) throw error;
          waitForSave(error);
        });
        await firstStart;
        print('Watching src/, schema.graphql and package.json. A save restarts the gateway.');
      },
      async stop() {
        await loop?.stop();
        await launcher.stop();
      },
      onFailure: (listener) =>
        launcher.onFailure((error) => (isOfGateway(error) ? waitForSave(error) : listener(error))),
    },
    () => undefined,
    STOP_WITHIN_MS,
  );
} catch (error) {
  console.error(error instanceof ConfigurationError ? `\n${error.message}` : error);
  process.exit(1);
}

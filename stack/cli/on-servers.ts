/**
 * `on-servers.js COMMAND ...`: runs a command of the gateway that needs servers, such as `npm run import`, and gives it
 * their URLs in its environment. They are the ones that the environment names, else those of the `npm start` that runs
 * on this state folder, else servers that are started for the command and stopped after it.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { commandLine } from '../../src/cli/command-line.mjs';
import { GATEWAY_COMMANDS } from '../../src/cli/commands.mjs';
import { STACK_COMMANDS } from '../commands.mjs';
import { runCommand } from '../../src/cli/run-command.js';
import { readEnvironment, setEnvironment } from '../../src/config/environment.js';
import { projectRoot } from '../../src/config/project-root.js';
import { serverUrls, serverVariables } from '../../src/config/server-urls.js';
import { openServers } from '../shared-stack.js';

const [name = '', ...args] = process.argv.slice(2);
const COMMANDS: Readonly<Record<string, (typeof GATEWAY_COMMANDS)['import']>> = {
  ...GATEWAY_COMMANDS,
  ...STACK_COMMANDS,
};
const description = COMMANDS[name];
if (description?.servers === undefined) throw new Error(`There is no command ${name} that needs servers.`);
const { file, servers: needed } = description;
// Faults of the command line are reported before servers are started.
commandLine(description, args);
await runCommand(async () => {
  const root = projectRoot();
  const servers = await openServers(needed, { ...readEnvironment(root), onProgress: (step) => console.error(step) });
  // The command cannot end by itself: it would wait for connections that nobody closes.
  servers.onLost((loss) => {
    console.error(`\n${loss.message}`);
    process.exit(1);
  });
  setEnvironment(serverVariables(serverUrls(servers.urls, needed)));
  const program = path.join(root, file);
  process.argv = [process.execPath, program, ...args];
  await import(pathToFileURL(program).href);
  // The command has said what failed. Servers that have ended are the cause.
  const loss = servers.loss();
  if (loss !== undefined) throw loss;
  await servers.stop();
});

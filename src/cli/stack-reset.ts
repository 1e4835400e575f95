/** `npm run stack:reset [-- --all]`: removes the embedded servers' data, with `--all` their downloads too. */
import path from 'node:path';
import { readEnvironment } from '../config/environment.js';
import { resetStateFolder } from '../stack/reset.js';
import { runCommand } from './run-command.js';

const root = path.resolve(import.meta.dirname, '../..');

await runCommand(async () => {
  const { stateDir } = readEnvironment(root);
  const removed = await resetStateFolder({ stateDir, all: process.argv.includes('--all') });
  console.log(removed.length === 0 ? 'There was nothing to remove.' : `Removed from ${stateDir}: ${removed.join(', ')}`);
});

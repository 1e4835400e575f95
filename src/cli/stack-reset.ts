/** `npm run stack:reset [-- --all]`: removes the embedded servers' data, with `--all` their downloads too. */
import path from 'node:path';
import { ConfigurationError } from '../config/configuration-error.js';
import { readEnvironment } from '../config/environment.js';
import { resetStateFolder } from '../stack/reset.js';

const root = path.resolve(import.meta.dirname, '../..');

try {
  const { stateDir } = readEnvironment(root);
  const removed = await resetStateFolder({ stateDir, all: process.argv.includes('--all') });
  console.log(removed.length === 0 ? 'There was nothing to remove.' : `Removed from ${stateDir}: ${removed.join(', ')}`);
} catch (error) {
  console.error(error instanceof ConfigurationError ? error.message : error);
  process.exitCode = 1;
}

/**
 * The gateway of `npm run dev`: loads the gateway's code, waits for the end of those that it replaces, and runs. So
 * loading, which takes about a second, and stopping, which takes as long, happen at the same time. Its arguments are
 * the number and the start of each.
 */
import { setTimeout as delay } from 'node:timers/promises';
import '../../src/compose/gateway.js';
import { isRunning } from '../../src/ops/processes/process-identity.mjs';

const LOOK_EVERY_MS = 20;
const args = process.argv.slice(2);
const replaced = args.flatMap((pid, at) => (at % 2 === 0 ? [{ pid: Number(pid), startedAt: args[at + 1] ?? '' }] : []));
// A keeper that is gone can neither restart this process nor stop it. Later main.ts sees to that, and stops what runs.
const end = () => process.exit(0);
process.once('disconnect', end);
while (replaced.some(isRunning)) await delay(LOOK_EVERY_MS);
process.off('disconnect', end);
await import('../../src/main.js');

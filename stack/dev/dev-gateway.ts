/**
 * The gateway of `npm run dev`: loads the gateway's code, waits for the end of those that it replaces, and runs. So
 * loading, which takes about a second, and stopping, which takes as long, happen at the same time. Its arguments are
 * the number and the start of each.
 */
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../../src/config/project-root.js';
import { isRunning } from '../../src/ops/processes/process-identity.mjs';
import { DEV_OUTPUT } from './dev-output.js';

const LOOK_EVERY_MS = 20;
/** The module that `npm run dev` has compiled, not the one of dist/. */
const load = (module: string) => import(pathToFileURL(path.join(projectRoot(), DEV_OUTPUT, 'src', module)).href);
const args = process.argv.slice(2);
const replaced = args.flatMap((pid, at) => (at % 2 === 0 ? [{ pid: Number(pid), startedAt: args[at + 1] ?? '' }] : []));
// A keeper that has ended can neither restart nor stop this process. Once main.ts runs, it handles this.
const end = () => process.exit(0);
process.once('disconnect', end);
await load('compose/gateway.js');
while (replaced.some(isRunning)) await delay(LOOK_EVERY_MS);
process.off('disconnect', end);
await load('main.js');

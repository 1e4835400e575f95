import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { StackOptions } from '../../stack/embedded-stack.js';
import { identityOf } from '../../src/ops/processes/process-identity.mjs';

export const root = path.resolve(import.meta.dirname, '../..');
// Inside the test run's own folder: whatever stays there after the run fails it.
const home = path.join(root, '.state/test/stacks');

/** A fresh state folder, as the options of a stack of which only PostgreSQL is embedded. */
export async function postgresOnly(): Promise<StackOptions & { remove(): Promise<void> }> {
  await mkdir(home, { recursive: true });
  const stateDir = await mkdtemp(path.join(home, 'stack-'));
  return {
    root,
    stateDir,
    mongodbUrl: 'mongodb://replaced/',
    kafkaBrokers: ['replaced:9092'],
    remove: () => rm(stateDir, { recursive: true, force: true }),
  };
}

export const isAlive = (pid: number): boolean => identityOf(pid) !== undefined;
export const noneAlive = (pids: Readonly<Record<string, number>>): boolean => !Object.values(pids).some(isAlive);

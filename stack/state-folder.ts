import path from 'node:path';
import { ensurePrivateStateFolder, ensureStateFolder } from '../src/config/private-files.js';

/** The paths of a stack's files. All are below one folder outside version control. */
export interface StateFolder {
  readonly dir: string;
  readonly logs: string;
  /** Downloaded servers; other state folders may share it. */
  readonly servers: string;
  /** The data of each server; `npm run stack:reset` removes these. */
  readonly postgres: string;
  readonly mongodb: string;
  readonly kafka: string;
  readonly lockFile: string;
  readonly processFile: string;
  readonly portsFile: string;
}

/** Returns the paths of a state folder; creates none of them. */
export function stateFolder(stateDir: string, serversDir?: string): StateFolder {
  const dir = path.resolve(stateDir);
  return {
    dir,
    logs: path.join(dir, 'logs'),
    servers: path.resolve(serversDir ?? path.join(dir, 'servers')),
    postgres: path.join(dir, 'postgres'),
    mongodb: path.join(dir, 'mongodb'),
    kafka: path.join(dir, 'kafka'),
    lockFile: path.join(dir, 'stack.lock'),
    processFile: path.join(dir, 'stack.processes.json'),
    portsFile: path.join(dir, 'stack.ports.json'),
  };
}

/** Makes the folders every stack writes to, for their owner alone; closes them when others can read them. */
export function makeStateFolder(folder: StateFolder): void {
  for (const dir of [folder.dir, folder.logs, folder.servers]) ensureStateFolder(dir);
  ensurePrivateStateFolder(folder.dir);
}

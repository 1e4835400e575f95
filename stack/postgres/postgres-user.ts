import { mkdirSync, statSync } from 'node:fs';
import { chown } from 'node:fs/promises';
import { allowTraversal } from '../../src/config/private-files.js';
import type { PartContext } from '../part.js';
import { StackError } from '../stack-error.js';
import type { Command } from '../supervisor.js';
import type { PostgresBinaries } from './postgres-binaries.js';

/** Turns a program of PostgreSQL into a command run as the right user. */
export type AsPostgresUser = (argv: readonly string[]) => Pick<Command, 'argv' | 'user'>;

/**
 * One fixed locale, independent of the caller's: the code matches messages, and sort orders must not differ between
 * machines.
 */
const FIXED_LOCALE = ['/usr/bin/env', 'LC_ALL=C'];
const CANDIDATES = ['postgres', 'nobody'];

/**
 * PostgreSQL refuses to run as root. When root runs the gateway (as in many containers) its programs run as an
 * existing unprivileged user, who then owns `dataFolder`. No user is created or changed. Throws StackError when
 * this is impossible.
 */
export async function postgresUser(
  { supervisor, folder }: PartContext,
  binaries: PostgresBinaries,
): Promise<AsPostgresUser> {
  mkdirSync(folder.postgres, { recursive: true });
  if (process.getuid?.() !== 0) return (argv) => ({ argv: [...FIXED_LOCALE, ...argv] });

  const user = ownerOf(folder.postgres) ?? (await existingUser());
  if (user !== undefined) {
    await chown(folder.postgres, user.uid, user.gid);
    const plain: AsPostgresUser = (argv) => ({ argv: [...FIXED_LOCALE, ...argv], user });
    if (await reachesEverything(plain)) return plain;
    // Other users cannot read the state folder, and the checkout may be below another such folder (/root): keep
    // root's right to traverse, no more.
    const passing: AsPostgresUser = (argv) => ({ argv: [...setpriv(user), ...FIXED_LOCALE, ...argv] });
    if (await reachesEverything(passing)) return passing;
    // setpriv is missing or not permitted. Only the state folder, which this process may open, can still deny access.
    allowTraversal(folder.dir);
    if (await reachesEverything(plain)) return plain;
  }
  throw new StackError(
    `PostgreSQL cannot run as root, and no other user of this machine can read ${binaries.folder} and write ${folder.postgres}.`,
    'Run the gateway as an ordinary user, move the checkout to a folder that other users can read, or set DATABASE_URL to a PostgreSQL server.',
  );

  async function reachesEverything(as: AsPostgresUser): Promise<boolean> {
    const script = 'test -x "$0" && test -w "$1" && "$0" --version';
    const argv = ['/bin/sh', '-c', script, binaries.postgres, folder.postgres];
    const { code, log } = await supervisor.run({ name: 'postgres-user', cwd: '/', ...as(argv) });
    // The programs also read their own files. They print a warning when they cannot, but still succeed.
    return code === 0 && !log.read().includes('denied');
  }

  async function existingUser(): Promise<{ uid: number; gid: number } | undefined> {
    for (const name of CANDIDATES) {
      const { code, log } = await supervisor.run({
        name: 'postgres-user',
        argv: ['/bin/sh', '-c', 'id -u "$0"; id -g "$0"', name],
      });
      const [uid, gid] = log.read().trim().split('\n').map(Number);
      if (code === 0 && uid !== undefined && gid !== undefined && uid > 0) return { uid, gid };
    }
    return undefined;
  }
}

function ownerOf(dir: string): { uid: number; gid: number } | undefined {
  const { uid, gid } = statSync(dir);
  return uid === 0 ? undefined : { uid, gid };
}

/**
 * Programs check permission (access) before they open a file. The kernel answers access without capabilities unless
 * they are kept across the change of user. The program itself gets only the one ambient capability.
 */
function setpriv({ uid, gid }: { uid: number; gid: number }): string[] {
  return [
    ...['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'],
    ...['--securebits=+no_setuid_fixup', '--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--'],
  ];
}

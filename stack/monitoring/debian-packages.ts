import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { userInfo } from 'node:os';
import path from 'node:path';
import { installOnce } from '../install-once.js';
import type { Supervisor } from '../supervisor.js';
import { succeeds } from './run-program.js';

/** The packages. Each may be missing in a distribution, except the first. */
const PACKAGES = ['prometheus', 'prometheus-alertmanager'];
/** What Prometheus' own page links to. Without them it has no styles and no graphs. */
const PAGE_PACKAGES = [
  'libjs-jquery',
  'libjs-jquery-hotkeys',
  'libjs-popper.js',
  'libjs-bootstrap4',
  'libjs-bootstrap',
  'libjs-moment',
  'libjs-moment-timezone',
  'libjs-eonasdan-bootstrap-datetimepicker',
  'libjs-mustache',
  'libjs-d3',
  'libjs-rickshaw',
  'fonts-glyphicons-halflings',
];

interface UnpackConfig {
  readonly supervisor: Supervisor;
  /** Where downloaded servers are. */
  readonly servers: string;
  readonly progress: (step: string) => void;
}

/**
 * The root of Debian's packages of Prometheus and Alertmanager, downloaded and unpacked, but not installed: nothing
 * outside the folder is changed, no root is needed, and no daemon is started. Undefined where there is no apt, or no such
 * package.
 */
export async function unpackDebianPackages({
  supervisor,
  servers,
  progress,
}: UnpackConfig): Promise<string | undefined> {
  const home = path.join(servers, 'prometheus-debian');
  if (existsSync(home)) return home;
  const has = (program: string) => succeeds(supervisor, `${program}-version`, [program, '--version']);
  if (!(await has('apt-get')) || !(await has('dpkg'))) return undefined;
  try {
    await installOnce(home, async (empty) => {
      progress("Prometheus: downloading Debian's packages (about 60 MB with the lists, once)");
      const work = path.join(empty, '.download');
      for (const folder of ['lists/partial', 'cache/archives/partial', 'debs'])
        await mkdir(path.join(work, folder), { recursive: true });
      // Lists and a cache of its own: the system's are neither needed nor changed.
      const options = [
        `Dir::State::Lists=${work}/lists`,
        `Dir::Cache=${work}/cache`,
        'Dir::State::status=/var/lib/dpkg/status',
        `APT::Sandbox::User=${userInfo().username}`,
      ].flatMap((option) => ['-o', option]);
      const apt = async (...args: readonly string[]) =>
        (
          await supervisor.run({
            name: 'prometheus-install',
            argv: ['apt-get', ...options, ...args],
            cwd: path.join(work, 'debs'),
          })
        ).code === 0;
      if (!(await apt('update')) || !(await apt('download', PACKAGES[0] as string))) throw new NoPackage();
      for (const name of PACKAGES.slice(1)) await apt('download', name);
      await apt('download', ...PAGE_PACKAGES);
      for (const deb of await readdir(path.join(work, 'debs')))
        if (!(await succeeds(supervisor, 'prometheus-unpack', ['dpkg', '-x', path.join(work, 'debs', deb), empty])))
          throw new NoPackage();
      await rm(work, { recursive: true });
    });
    return home;
  } catch (error) {
    if (error instanceof NoPackage) return undefined;
    throw error;
  }
}

class NoPackage extends Error {}

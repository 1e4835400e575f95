import { existsSync } from 'node:fs';
import path from 'node:path';
import type { PartContext } from '../part.js';
import { unpackDebianPackages } from './debian-packages.js';
import { buildGoProgram, GO_ALERTMANAGER, GO_PROMETHEUS } from './go-programs.js';
import { succeeds } from './run-program.js';

type Finder = Pick<PartContext, 'supervisor' | 'progress'> & { readonly servers: string };

/** How a program is run: its words, to be followed by its options. */
export type Program = readonly string[];

/** Prometheus: one on PATH, else Debian's package, else one that Go builds. Undefined when none can be had. */
export async function findPrometheus(finder: Finder): Promise<Program | undefined> {
  if (await isOnPath(finder, 'prometheus')) return ['prometheus'];
  const debian = await unpackDebianPackages(finder);
  if (debian !== undefined)
    return [
      path.join(debian, 'usr/bin/prometheus'),
      // Debian's build reads its page from files.
      `--web.local-assets=${path.join(debian, 'usr/share/prometheus/web/')}`,
    ];
  const built = await buildGoProgram(GO_PROMETHEUS, finder);
  return built === undefined ? undefined : [built];
}

/** Alertmanager, in the same order. */
export async function findAlertmanager(finder: Finder): Promise<Program | undefined> {
  for (const name of ['alertmanager', 'prometheus-alertmanager']) if (await isOnPath(finder, name)) return [name];
  const debian = await unpackDebianPackages(finder);
  const program = debian && path.join(debian, 'usr/bin/prometheus-alertmanager');
  const unpacked = debian && program && existsSync(program) ? await withShareOf(debian, program, finder) : undefined;
  if (unpacked !== undefined) return unpacked;
  const built = await buildGoProgram(GO_ALERTMANAGER, finder);
  return built === undefined ? undefined : [built];
}

/** promtool, which checks and tests rules: one on PATH, else Debian's. Go takes too long to build it. */
export async function findPromtool(finder: Finder): Promise<string | undefined> {
  if (await isOnPath(finder, 'promtool')) return 'promtool';
  const debian = await unpackDebianPackages(finder);
  return debian && path.join(debian, 'usr/bin/promtool');
}

const isOnPath = ({ supervisor }: Finder, name: string) => succeeds(supervisor, `${name}-version`, [name, '--version']);

/** Debian's Alertmanager reads a template at a fixed path, below this folder. */
const SHARE = '/usr/share';
const IN_SHARE = 'mount --bind "$0" "$SHARE" && exec "$@"'.replace('$SHARE', SHARE);

/**
 * The program in a mount namespace of its own, where the packages' folder is in the place of the system's. Undefined
 * where the system does not allow that.
 */
async function withShareOf(debian: string, program: string, { supervisor }: Finder): Promise<Program | undefined> {
  const share = path.join(debian, SHARE);
  for (const flags of [['--user', '--map-root-user', '--mount'], ['--mount']]) {
    const inside = ['unshare', ...flags, '/bin/sh', '-c', IN_SHARE, share, program];
    if (await succeeds(supervisor, 'alertmanager-version', [...inside, '--version'])) return inside;
  }
  return undefined;
}

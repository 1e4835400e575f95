import { existsSync } from 'node:fs';
import path from 'node:path';
import { installOnce } from '../install-once.js';
import type { Supervisor } from '../supervisor.js';
import { succeeds } from './run-program.js';

/** A program that Go builds from its module. */
export interface GoProgram {
  readonly name: string;
  readonly module: string;
  readonly version: string;
  readonly tags?: string;
}

export const GO_PROMETHEUS: GoProgram = {
  name: 'prometheus',
  module: 'github.com/prometheus/prometheus/cmd/prometheus',
  version: 'v0.316.0',
  // Without the service discoveries of every cloud, which take most of the time to build.
  tags: 'remove_all_sd',
};
/** The newest version whose module has the files of its page. */
export const GO_ALERTMANAGER: GoProgram = {
  name: 'alertmanager',
  module: 'github.com/prometheus/alertmanager/cmd/alertmanager',
  version: 'v0.28.1',
};

/** The path of the program, built once. Undefined where Go is not there, or cannot build it. */
export async function buildGoProgram(
  { name, module, version, tags }: GoProgram,
  { supervisor, servers, progress }: { supervisor: Supervisor; servers: string; progress: (step: string) => void },
): Promise<string | undefined> {
  const home = path.join(servers, `${name}-${version}`);
  const program = path.join(home, name);
  if (existsSync(home)) return program;
  if (!(await succeeds(supervisor, 'go-version', ['go', 'version']))) return undefined;
  progress(`${name}: building it with Go (once; this takes minutes, and the gateway does not wait for it)`);
  try {
    await installOnce(home, async (empty) => {
      const flags = ['-trimpath', '-ldflags=-s -w', ...(tags === undefined ? [] : ['-tags', tags])];
      const argv = [
        '/usr/bin/env',
        'CGO_ENABLED=0',
        `GOBIN=${empty}`,
        'go',
        'install',
        ...flags,
        `${module}@${version}`,
      ];
      if (!(await succeeds(supervisor, `${name}-install`, argv))) throw new NotBuilt();
    });
    return program;
  } catch (error) {
    if (error instanceof NotBuilt) return undefined;
    throw error;
  }
}

class NotBuilt extends Error {}

import type { Supervisor } from '../supervisor.js';

/** A Python. `tag` names the version and platform of its compiled packages. */
export interface Python {
  readonly program: string;
  readonly tag: string;
}

const CANDIDATES = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
const ASK = `
import sys, sysconfig
print(sys.version_info >= (3, 10), "%d.%d" % sys.version_info[:2], sys.implementation.cache_tag + "-" + sysconfig.get_platform(), sys.executable, sep="|")`;

/** Finds Python 3.10 or newer. When there is none, resolves to a text about the version that was found. */
export async function findPython(supervisor: Supervisor): Promise<Python | string> {
  let found = 'found none';
  for (const candidate of CANDIDATES) {
    const { code, log } = await supervisor.run({ name: 'python-version', argv: [candidate, '-c', ASK] });
    const [enough, version, tag, program] = log.read().trim().split('|');
    if (code !== 0 || tag === undefined || program === undefined) continue;
    if (enough === 'True') return { program, tag };
    found = `found ${version}`;
  }
  return found;
}

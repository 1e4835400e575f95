import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { installOnce } from '../install-once.js';
import type { Part, PartContext } from '../part.js';
import { StackError } from '../stack-error.js';
import { findPython, type Python } from './find-python.js';

const PACKAGE = 'SecantusDB==0.7.0b3';
const DATABASE = 'gateway';
/**
 * The server's cache, in MB. What an open transaction has changed cannot leave it, and the server stands still for good
 * when that is a fifth of it: see MOST_EVENTS in src/stores/mongo/transaction-size.ts.
 */
export const MONGO_CACHE_MB = 256;

/**
 * SecantusDB, a server that speaks MongoDB's protocol and comes from Python's package index. It replaces MongoDB
 * where that is not installed. MONGODB_URL selects a real MongoDB.
 */
export function mongoPart({ folder, supervisor, progress }: PartContext, cacheMb = MONGO_CACHE_MB): Part {
  const data = path.join(folder.mongodb, 'data');
  let python: Python;
  /** It is compiled for one version of Python, so each version has an installation of its own. */
  const home = (): string => path.join(folder.servers, `secantusdb-0.7.0b3-${python.tag}`);

  return {
    title: 'MongoDB',
    portNames: ['mongodb'],

    async missing() {
      const found = await findPython(supervisor);
      if (typeof found === 'string') return [`Python (3.10 or newer; ${found})`];
      python = found;
      if (existsSync(home())) return [];
      const pip = await supervisor.run({ name: 'pip-version', argv: [python.program, '-m', 'pip', '--version'] });
      return pip.code === 0 ? [] : [`pip for ${python.program}`];
    },

    install: () =>
      installOnce(home(), async (empty) => {
        progress('MongoDB: downloading SecantusDB with pip (about 60 MB, once)');
        const flags = [
          '--quiet',
          '--no-input',
          '--disable-pip-version-check',
          '--only-binary=:all:',
          '--target',
          empty,
        ];
        const { code, log } = await supervisor.run({
          name: 'mongodb-install',
          argv: [python.program, '-m', 'pip', 'install', ...flags, PACKAGE],
        });
        if (code !== 0) {
          throw new StackError(
            `The MongoDB-protocol server could not be downloaded with pip:\n${log.tail()}`,
            `Check the connection and pip's settings (the whole log is ${log.path}), or set MONGODB_URL to a MongoDB server.`,
          );
        }
      }),

    async start(ports) {
      await mkdir(data, { recursive: true });
      // The explicit file keeps it from reading a configuration from elsewhere.
      const config = path.join(folder.mongodb, 'secantus.toml');
      await writeFile(config, '');
      const port = ports['mongodb']!;
      const place = ['--config', config, '--host', '127.0.0.1', '--port', String(port), '--storage-path', data];
      await supervisor.launch({
        name: 'mongodb',
        argv: [
          ...['/usr/bin/env', `PYTHONPATH=${home()}`, 'PYTHONUNBUFFERED=1'],
          ...[python.program, '-m', 'secantus', ...place, '--sync-on-commit', '--cache-size', `${cacheMb}M`],
        ],
        cwd: folder.mongodb,
        startWithinMs: 60_000,
        stopSignal: 'SIGTERM',
        stopWithinMs: 10_000,
        ready: ({ log }) => log.read().includes('secantus listening on'),
        // It notices the signal only with its next connection (or two seconds later).
        afterStopSignal: () => {
          const wake = connect({ port, host: '127.0.0.1' });
          wake.on('error', () => undefined);
          wake.on('connect', () => wake.destroy());
        },
      });
    },

    address: (ports) => `mongodb://127.0.0.1:${ports['mongodb']}/${DATABASE}?directConnection=true`,
  };
}

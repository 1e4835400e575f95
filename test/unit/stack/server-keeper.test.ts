import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keepServers, type ServerKeeper } from '../../../stack/server-keeper.js';
import { until } from '../../support/until.js';

const BACKOFF = { firstMs: 10, longestMs: 40, forgottenAfterMs: 60_000 };
let logsDir: string;
let printed: string[];
let restarted: string[];
let failures: number;
let exits: (server: string, detail: string) => void;
let keeper: ServerKeeper;
beforeEach(async () => {
  logsDir = await mkdtemp(path.join(tmpdir(), 'servers-'));
  [printed, restarted, failures] = [[], [], 0];
});
afterEach(async () => {
  keeper.stop();
  await rm(logsDir, { recursive: true });
});

function keep(backoff = BACKOFF): void {
  keeper = keepServers({
    stack: {
      onServerExit: (listener) => void (exits = listener),
      async restart(server) {
        restarted.push(server);
        if (failures > 0) {
          failures -= 1;
          throw new Error('its port is taken');
        }
      },
    },
    logsDir: path.join(logsDir, 'logs'),
    print: (line) => printed.push(line),
    backoff,
  });
}
const pauses = () => printed.flatMap((line) => /started again in ([\d.]+) s\.$/.exec(line)?.[1] ?? []);

describe('an embedded server that ends', () => {
  it('is reported and started again, and its last output is in a file that only its owner can read', async () => {
    keep();
    exits('postgres', 'SIGKILL\n  | first\n  | last words');
    await until('it is up again', () => printed.length === 2);
    const file = path.join(logsDir, 'logs/server-exits.log');
    expect(printed).toEqual([
      `The server postgres has ended unexpectedly: SIGKILL. Its last output is in ${file}.\nIt is started again in 0.01 s.`,
      'The server postgres is up again.',
    ]);
    expect(await readFile(file, 'utf8')).toMatch(/^==== 20\S+Z postgres: SIGKILL\n {2}\| first\n {2}\| last words\n/);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('is started again as often as it ends, after longer and longer pauses, each server for itself', async () => {
    keep();
    for (let times = 1; times <= 4; times += 1) {
      exits('mongodb', 'exit code 1');
      await until('it is up again', () => restarted.length === times && printed.length === 2 * times);
    }
    exits('kafka-1', 'exit code 3');
    await until('the other is up again', () => restarted.includes('kafka-1'));
    expect(pauses()).toEqual(['0.01', '0.02', '0.04', '0.04', '0.01']);
  });

  it('begins with the first pause again once it has been up for long', async () => {
    keep({ ...BACKOFF, forgottenAfterMs: 0 });
    for (let times = 1; times <= 2; times += 1) {
      exits('mongodb', 'exit code 1');
      await until('it is up again', () => printed.length === 2 * times);
    }
    expect(pauses()).toEqual(['0.01', '0.01']);
  });

  it('is started repeatedly while it cannot start, and each failure is reported', async () => {
    keep();
    failures = 6;
    exits('postgres', 'SIGKILL');
    await until('it is up again', () => printed.at(-1) === 'The server postgres is up again.');
    expect(restarted).toHaveLength(7);
    expect(
      printed.filter((line) => line.startsWith('The server postgres could not be started again: its port is taken')),
    ).toHaveLength(6);
  });

  it('is neither started again nor reported once all servers are being stopped', async () => {
    keep({ ...BACKOFF, firstMs: 60_000, longestMs: 60_000 });
    exits('postgres', 'SIGKILL');
    keeper.stop();
    exits('mongodb', 'SIGTERM');
    await new Promise((resolve) => setImmediate(resolve));
    expect([printed.length, restarted]).toEqual([1, []]);
  });

  it('is started again even when its last output cannot be written', async () => {
    await writeFile(path.join(logsDir, 'logs'), '');
    keep();
    exits('postgres', 'SIGKILL\n  | words');
    await until('it is up again', () => printed.at(-1) === 'The server postgres is up again.');
    expect(printed[0]).toMatch(/^The last output could not be written to .*server-exits\.log: /);
  });
});

import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { identityOf } from '../../src/ops/processes/process-identity.mjs';
import { testEnvironment } from '../support/gateway.js';
import { runProgram, spawnProgram, type RunningProgram } from '../support/gateway-process.js';
import { postgresOnly } from '../support/stack-folder.js';
import { until } from '../support/until.js';

const START = [process.execPath, 'dist/stack/cli/start.js'] as const;
const PATIENCE_MS = 90_000;

/**
 * An `npm start` whose PostgreSQL is embedded in a state folder of its own; the other servers are those of the tests.
 */
let environment: Awaited<ReturnType<typeof testEnvironment>>;
let folder: Awaited<ReturnType<typeof postgresOnly>>;
let variables: Record<string, string>;
/** The environment of a second terminal: it has only the state folder. */
let elsewhere: Record<string, string>;
let launcher: RunningProgram;

const state = (name: string) => path.join(folder.stateDir, name);
const read = <T>(name: string): T | undefined =>
  existsSync(state(name)) ? (JSON.parse(readFileSync(state(name), 'utf8') || 'null') as T) : undefined;
const stack = () =>
  read<{
    readonly owner: { readonly pid: number };
    readonly id: string;
    readonly urls?: { readonly databaseUrl: string };
  }>('running-stack.json');
const gatewayUrl = () => read<{ readonly url: string }>('running-gateway.json')?.url;
const pidOf = (name: string) =>
  read<readonly { readonly name: string; readonly pid: number }[]>('stack.processes.json')?.find(
    (entry) => entry.name === name,
  )?.pid;
const isReady = async () => {
  const url = gatewayUrl();
  return (
    url !== undefined &&
    (await fetch(`${url}/health/ready`).then(
      (answer) => answer.ok,
      () => false,
    ))
  );
};
const isReadyAgain = () => until('the gateway is ready', isReady, PATIENCE_MS);

beforeAll(async () => {
  environment = await testEnvironment();
  folder = await postgresOnly();
  const { DATABASE_URL: _database, ...given } = environment.variables;
  variables = { ...given, STATE_DIR: folder.stateDir };
  const { MONGODB_URL: _mongodb, KAFKA_BROKERS: _kafka, PORT: _port, ...others } = variables;
  elsewhere = others;
  launcher = spawnProgram(START, variables);
  await until('it is up', () => !launcher.running() || launcher.output().includes('The gateway is up'), PATIENCE_MS);
  await isReadyAgain();
}, 2 * PATIENCE_MS);
afterAll(async () => {
  const left = [pidOf('postgres'), pidOf('gateway')];
  launcher.child.kill('SIGTERM');
  const exit = await launcher.exited;
  expect(left.filter((pid) => pid !== undefined && identityOf(pid) !== undefined)).toEqual([]);
  await folder.remove();
  await environment.dispose();
  expect(exit).toEqual({ code: 0, signal: null });
}, PATIENCE_MS);

async function imported(): Promise<number> {
  const client = new pg.Client({ connectionString: stack()?.urls?.databaseUrl });
  await client.connect();
  try {
    return (await client.query<{ count: number }>('SELECT count(*)::int AS count FROM movie')).rows[0]?.count ?? 0;
  } finally {
    await client.end();
  }
}

describe('a second npm start on the same state folder', () => {
  it(
    'is refused in one breath, as are several at once, and the first one, its record and an import under way go on',
    async () => {
      const scratch = await mkdtemp(path.join(tmpdir(), 'second-'));
      try {
        const file = path.join(scratch, 'many.json');
        await writeFile(
          file,
          JSON.stringify(Array.from({ length: 40_000 }, (_, n) => ({ Title: `Film ${n}`, Director: 'x'.repeat(100) }))),
        );
        const before = stack();
        const importing = spawnProgram(
          [process.execPath, 'dist/stack/cli/on-servers.js', 'import', 'movies', file],
          elsewhere,
        );
        await until('it imports', async () => !importing.running() || (await imported()) > 0, PATIENCE_MS);
        const refused = await Promise.all([1, 2, 3].map(() => runProgram(START, variables)));
        for (const { code, output } of refused) {
          expect({ code, output }).toEqual({
            code: 1,
            output: expect.stringContaining(`Another gateway is using ${folder.stateDir}`),
          });
          expect(output).not.toMatch(/^ +at /m);
        }
        // The import was under way the whole time, or this would prove nothing.
        expect(importing.running()).toBe(true);
        expect(stack()).toEqual(before);
        expect({ ...(await importing.exited), output: importing.output() }).toEqual({
          code: 0,
          signal: null,
          output: expect.stringContaining('40000 rows read, 40000 imported'),
        });
        expect(
          await runProgram([process.execPath, 'dist/stack/cli/on-servers.js', 'redrive', 'analytics'], elsewhere),
        ).toMatchObject({ code: 0 });
        expect(await runProgram([process.execPath, 'dist/stack/cli/stack-reset.js', '--yes'], elsewhere)).toMatchObject(
          { code: 1, output: expect.stringContaining('Servers are running on') },
        );
        expect(launcher.running()).toBe(true);
        expect((await readdir(folder.stateDir)).filter((name) => /lock\.|takeover|removed|probe/.test(name))).toEqual(
          [],
        );
      } finally {
        await rm(scratch, { recursive: true });
      }
    },
    2 * PATIENCE_MS,
  );
});

describe('under npm start', () => {
  it(
    'PostgreSQL that is killed is started again each time, which is printed and logged',
    async () => {
      const before = stack();
      for (const pause of ['0.5', '1']) {
        const pid = pidOf('postgres')!;
        const printed = launcher.output().length;
        process.kill(pid, 'SIGKILL');
        await until(
          'it is told',
          () =>
            launcher
              .output()
              .slice(printed)
              .includes(
                `The server postgres has ended unexpectedly: SIGKILL. Its last output is in ${state('logs/server-exits.log')}.\nIt is started again in ${pause} s.`,
              ),
          PATIENCE_MS,
        );
        await until(
          'it is up again',
          () => launcher.output().slice(printed).includes('The server postgres is up again.'),
          PATIENCE_MS,
        );
        expect(identityOf(pidOf('postgres')!)).toBeDefined();
      }
      await isReadyAgain();
      expect(await readFile(state('logs/server-exits.log'), 'utf8')).toMatch(
        /postgres: SIGKILL\n[^]*ready to accept connections[^]*postgres: SIGKILL/,
      );
      // The servers are the same to a command: their data and addresses are.
      expect(stack()).toEqual(before);
    },
    2 * PATIENCE_MS,
  );

  it(
    'a watchdog that is killed takes all along, and all comes back under the same addresses',
    async () => {
      const before = stack();
      const watchdog = read<{ readonly pid: number }>('stack.lock')!.pid;
      const gateway = pidOf('gateway')!;
      const printed = launcher.output().length;
      process.kill(watchdog, 'SIGKILL');
      await until(
        'it is told',
        () =>
          /was killed; the servers are stopped\. Its log is .*watchdog\.log\.\nThey are started again in 0\.5 s/.test(
            launcher.output().slice(printed),
          ),
        PATIENCE_MS,
      );
      await until(
        'a gateway is up again',
        () => launcher.output().slice(printed).includes('The gateway is up'),
        PATIENCE_MS,
      );
      await isReadyAgain();
      expect(identityOf(gateway)).toBeUndefined();
      expect(stack()).toMatchObject({ owner: before?.owner, urls: before?.urls });
      expect(stack()?.id).not.toBe(before?.id);
      expect(read<{ readonly pid: number }>('stack.lock')!.pid).not.toBe(watchdog);
      expect(launcher.running()).toBe(true);
    },
    2 * PATIENCE_MS,
  );
});

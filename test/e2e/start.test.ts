import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { identityOf } from '../../src/ops/processes/process-identity.mjs';
import { graphqlClient, testEnvironment } from '../support/gateway.js';
import { runProgram, spawnProgram, type RunningProgram } from '../support/gateway-process.js';
import { until } from '../support/until.js';

const START = [process.execPath, 'dist/stack/cli/start.js'] as const;
const PATIENCE_MS = 90_000;
let environment: Awaited<ReturnType<typeof testEnvironment>>;
/** The environment of a second terminal: it has no ports and no servers. */
let elsewhere: Record<string, string>;
const programs: RunningProgram[] = [];
const pids = new Set<number>();
beforeEach(async () => {
  environment = await testEnvironment();
  const {
    DATABASE_URL: _database,
    MONGODB_URL: _mongodb,
    KAFKA_BROKERS: _kafka,
    PORT: _port,
    ...others
  } = environment.variables;
  elsewhere = others;
});
afterEach(async () => {
  for (const program of programs.splice(0)) {
    if (program.running()) program.child.kill('SIGKILL');
    await program.exited;
  }
  await until('no gateway is left', () => [...pids].every((pid) => identityOf(pid) === undefined), PATIENCE_MS);
  pids.clear();
  await environment.dispose();
}, 2 * PATIENCE_MS);

function launch(over: Record<string, string> = {}, argv: readonly [string, ...string[]] = START): RunningProgram {
  const program = spawnProgram(argv, { ...environment.variables, ...over });
  programs.push(program);
  return program;
}

/** The gateway that runs on this state folder, as it tells itself. */
function gateway(): { readonly pid: number; readonly url: string } | undefined {
  const file = path.join(environment.variables['STATE_DIR'] ?? '', 'running-gateway.json');
  if (!existsSync(file)) return undefined;
  const { owner, url } = JSON.parse(readFileSync(file, 'utf8')) as { owner: { pid: number }; url: string };
  pids.add(owner.pid);
  return identityOf(owner.pid) === undefined ? undefined : { pid: owner.pid, url };
}

async function running(program: RunningProgram, not?: number): Promise<{ readonly pid: number; readonly url: string }> {
  let found: ReturnType<typeof gateway>;
  await until(
    'a gateway runs',
    () => {
      found = gateway();
      return !program.running() || (found !== undefined && found.pid !== not);
    },
    PATIENCE_MS,
  );
  if (found === undefined) throw new Error(`It ended instead:\n${program.output()}`);
  return found;
}

const isGone = (pid: number) => identityOf(pid) === undefined;

describe('npm start', () => {
  it(
    'starts a gateway anew that is killed, at the same port, says so, and keeps what it said last',
    async () => {
      const launcher = launch();
      const first = await running(launcher);
      // It is recorded as running before it says so.
      await until('it has said that it is up', () => launcher.output().includes('The gateway is up after'));
      process.kill(first.pid, 'SIGKILL');
      const second = await running(launcher, first.pid);
      expect(second.url).toBe(first.url);
      expect(await graphqlClient(second.url).data('{ movies(first: 1) { totalCount } }')).toEqual({
        movies: { totalCount: 0 },
      });
      expect(launcher.output()).toMatch(
        /The gateway has ended unexpectedly: SIGKILL[^]*It is started again in 0\.5 s\./,
      );
      const words = await readFile(
        path.join(environment.variables['STATE_DIR'] ?? '', 'logs/gateway-exits.log'),
        'utf8',
      );
      expect(words).toMatch(new RegExp(`gateway process ${first.pid}: SIGKILL[^]*The gateway is up after`));
      expect(launcher.running()).toBe(true);
    },
    2 * PATIENCE_MS,
  );

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'ends with 0 and leaves no gateway after %s',
    async (signal) => {
      const launcher = launch();
      const { pid } = await running(launcher);
      await until('it has said all', () => launcher.output().includes('Ctrl-C stops everything'));
      const printed = launcher.output().length;
      launcher.child.kill(signal);
      expect(await launcher.exited).toEqual({ code: 0, signal: null });
      expect(isGone(pid)).toBe(true);
      expect(launcher.output().slice(printed)).toBe('');
    },
    PATIENCE_MS,
  );

  it(
    'leaves no gateway when it is killed itself, nor when npm is',
    async () => {
      const launcher = launch();
      const { pid } = await running(launcher);
      launcher.child.kill('SIGKILL');
      await until('the gateway is gone', () => isGone(pid), PATIENCE_MS);

      const npm = launch({}, ['npm', 'start']);
      const under = await running(npm, pid);
      npm.child.kill('SIGKILL');
      await until('the gateway is gone', () => isGone(under.pid), PATIENCE_MS);
      await npm.exited;
    },
    4 * PATIENCE_MS,
  );

  it(
    'stops when somebody tells its gateway to',
    async () => {
      const launcher = launch();
      const { pid } = await running(launcher);
      process.kill(pid, 'SIGTERM');
      expect(await launcher.exited).toEqual({ code: 0, signal: null });
      expect(launcher.output()).not.toContain('unexpectedly');
    },
    PATIENCE_MS,
  );

  it(
    'does not start a gateway again that cannot be started as it is configured',
    async () => {
      const somebody = createServer().listen(0, '127.0.0.1');
      await once(somebody, 'listening');
      try {
        const { port } = somebody.address() as AddressInfo;
        const { code, output } = await runProgram(START, { ...environment.variables, PORT: String(port) });
        expect(code).toBe(1);
        expect(output.match(/Port \d+ on 127\.0\.0\.1 is in use/g)).toHaveLength(1);
        expect(output).not.toMatch(/started again|^ +at /m);
      } finally {
        somebody.close();
      }
    },
    PATIENCE_MS,
  );

  it('refuses three brokers beside brokers that are given', async () => {
    const { code, output } = await runProgram([...START, '--brokers', '3'], environment.variables);
    expect(code).toBe(1);
    expect(output).toContain('KAFKA_BROKERS names existing brokers, so --brokers has nothing to start.');
    expect(output).not.toMatch(/^ +at /m);
  });

  it.each([
    ['at once', undefined],
    ['while it migrates', 'Bringing the database'],
    ['while it connects', 'Connecting to MongoDB'],
  ])(
    'can be told to end %s',
    async (_when, step) => {
      for (const argv of [START, [process.execPath, 'dist/src/main.js'] as const]) {
        const program = launch({}, argv);
        await until(
          'it is there',
          () =>
            step === undefined
              ? gateway() !== undefined || existsSync(`/proc/${program.child.pid}`)
              : program.output().includes(step),
          PATIENCE_MS,
        );
        const told = Date.now();
        program.child.kill('SIGTERM');
        const { code, signal } = await program.exited;
        // Before it listens to signals, the signal ends it.
        if (step === undefined) expect([0, null]).toContain(code);
        else expect({ code, signal }).toEqual({ code: 0, signal: null });
        expect(Date.now() - told).toBeLessThan(20_000);
        expect(program.output()).not.toMatch(/^ +at |unexpectedly|did not stop/m);
      }
    },
    3 * PATIENCE_MS,
  );
});

describe('in a second terminal', () => {
  const imported = async () => {
    const client = new pg.Client({ connectionString: environment.variables['DATABASE_URL'] });
    await client.connect();
    try {
      return (await client.query<{ count: number }>('SELECT count(*)::int AS count FROM movie')).rows[0]?.count;
    } finally {
      await client.end();
    }
  };
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'second-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it(
    'import, redrive and subscribe use what npm start runs, and leave it running; a reset is refused',
    async () => {
      const launcher = launch();
      const { url, pid } = await running(launcher);
      const run = (program: string, ...args: string[]) =>
        runProgram([process.execPath, `dist/${program}.js`, ...args], elsewhere);
      const onServers = (...args: string[]) => run('stack/cli/on-servers', ...args);

      const file = path.join(folder, 'movies.json');
      await writeFile(file, JSON.stringify([{ Title: 'One' }, { Title: 'Two' }]));
      expect(await onServers('import', 'movies', file)).toMatchObject({
        code: 0,
        output: expect.stringContaining('2 rows read, 2 imported'),
      });
      expect(await imported()).toBe(2);
      expect(await onServers('redrive', 'analytics')).toMatchObject({
        code: 0,
        output: expect.stringContaining('analytics has no dead letters.'),
      });
      const { code, output } = await run('src/cli/subscribe', '--count', '1', 'subscription { nothing }');
      // It has reached the gateway, which knows no such field.
      expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining('nothing') });
      expect(output).not.toContain('does not respond');
      expect(await run('stack/cli/stack-reset', '--yes')).toMatchObject({
        code: 1,
        output: expect.stringContaining('A gateway is running'),
      });

      expect((await fetch(`${url}/health/live`)).status).toBe(200);
      expect([launcher.running(), isGone(pid)]).toEqual([true, false]);
    },
    2 * PATIENCE_MS,
  );

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'an import says that npm start has ended under it (%s), with 1, and does not wait',
    async (signal) => {
      const launcher = launch();
      await running(launcher);
      const file = path.join(folder, 'many.json');
      await writeFile(
        file,
        JSON.stringify(Array.from({ length: 200_000 }, (_, n) => ({ Title: `Film ${n}`, Director: 'x'.repeat(100) }))),
      );
      const importing = spawnProgram(
        [process.execPath, 'dist/stack/cli/on-servers.js', 'import', 'movies', file],
        elsewhere,
      );
      programs.push(importing);
      await until('it imports', async () => ((await imported()) ?? 0) > 0, PATIENCE_MS);
      launcher.child.kill(signal);
      const told = Date.now();
      const { code } = await importing.exited;
      expect(Date.now() - told).toBeLessThan(10_000);
      expect(code).toBe(1);
      expect(importing.output()).toContain('and its servers were stopped while the command was using them');
      expect(importing.output()).not.toMatch(/^ +at /m);
      const kept = await imported();
      expect(kept).toBeGreaterThan(0);
      expect(kept).toBeLessThan(200_000);
    },
    2 * PATIENCE_MS,
  );

  it('subscribe says that nothing answers where nothing runs', async () => {
    const { code, output } = await runProgram([process.execPath, 'dist/src/cli/subscribe.js', 'subscription { a }'], {
      ...elsewhere,
      PORT: '1',
    });
    expect({ code, output }).toMatchObject({
      code: 1,
      output: expect.stringContaining('ws://localhost:1/graphql does not respond. Check that the gateway is running.'),
    });
  });

  it(
    'with --monitoring tells Prometheus where the gateway is',
    async () => {
      const prometheus = 'http://prometheus.example:9090';
      const launcher = launch({ PROMETHEUS_URL: prometheus }, [...START, '--monitoring']);
      const { url } = await running(launcher);
      await until('it says which Prometheus it uses', () => launcher.output().includes(`${prometheus} is used`));
      const file = path.join(environment.variables['STATE_DIR'] ?? '', 'monitoring/prometheus.yml');
      await until('the gateway is a target', async () => (await readFile(file, 'utf8')).includes(new URL(url).host));
      launcher.child.kill('SIGTERM');
      await launcher.exited;
    },
    PATIENCE_MS,
  );
});

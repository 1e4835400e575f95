import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createEmbeddedStack, type EmbeddedStack } from '../../../stack/embedded-stack.js';
import type { StackError } from '../../../stack/stack-error.js';
import { isAlive, noneAlive, postgresOnly } from '../../support/stack-folder.js';
import { startStackProcess } from '../../support/stack-process.js';
import { until } from '../../support/until.js';

let options: Awaited<ReturnType<typeof postgresOnly>>;

beforeAll(async () => {
  options = await postgresOnly();
});
afterAll(() => options.remove());

/** Runs `use` on a stack of this process, and stops it. */
async function withStack(
  use: (stack: EmbeddedStack, databaseUrl: string, steps: string[]) => Promise<void>,
): Promise<void> {
  const steps: string[] = [];
  const stack = createEmbeddedStack({ ...options, onProgress: (step) => steps.push(step) });
  const { databaseUrl } = await stack.start();
  try {
    await use(stack, databaseUrl, steps);
  } finally {
    await stack.stop();
  }
}

async function query(connectionString: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('an embedded stack', () => {
  it('leaves no process when the gateway is killed, and keeps its data', async () => {
    const gateway = startStackProcess(options);
    const { pids, urls } = await gateway.heard('started');
    await query(urls!.databaseUrl, 'CREATE TABLE kept AS SELECT 1 AS id');
    gateway.child.kill('SIGKILL');
    await until('the servers are gone', () => noneAlive(pids!));
    await withStack(async (_stack, databaseUrl) => {
      expect(await query(databaseUrl, 'SELECT * FROM kept')).toEqual([{ id: 1 }]);
    });
  });

  it.each([
    ['waits for its servers to go', 'process.on("SIGTERM", () => process.exit(0));'],
    ['is stuck', 'process.on("SIGTERM", () => undefined);'],
  ])('leaves no process that uses its servers when its owner is killed, even one that %s', async (_how, onTerm) => {
    const script = `${onTerm} setInterval(() => undefined, 1000); process.send('there');`;
    const user = spawn(process.execPath, ['-e', script], {
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    await once(user, 'message');
    const owner = startStackProcess({ ...options, guarded: user.pid! });
    const { pids } = await owner.heard('started');
    await until('it is recorded', async () =>
      (await readFile(path.join(options.stateDir, 'stack.processes.json'), 'utf8')).includes(`"pid":${user.pid},`),
    );
    owner.child.kill('SIGKILL');
    await until('all are gone', () => !isAlive(user.pid!) && noneAlive(pids!), 25_000);
  });

  it('tells the gateway when its watchdog is killed, with the servers stopped', async () => {
    await withStack(async (stack) => {
      const lost = new Promise<StackError>((resolve) => stack.onFailure(resolve));
      const pids = { ...stack.pids() };
      expect(Object.keys(pids).sort()).toEqual(['postgres', 'watchdog']);
      process.kill(pids['watchdog']!, 'SIGKILL');
      expect((await lost).message).toMatch(/was killed/);
      expect(noneAlive(pids)).toBe(true);
      expect(stack.pids()).toEqual({});
    });
  });

  it('ends leftover processes at its next start when gateway and watchdog are both killed', async () => {
    const gateway = startStackProcess(options);
    const pids = (await gateway.heard('started')).pids!;
    // Stopped first: a gateway that runs when its watchdog dies would stop the servers itself.
    gateway.child.kill('SIGSTOP');
    process.kill(pids['watchdog']!, 'SIGKILL');
    gateway.child.kill('SIGKILL');
    await until('both are gone', () => !isAlive(pids['watchdog']!) && !isAlive(gateway.child.pid!));
    expect(isAlive(pids['postgres']!)).toBe(true);
    await withStack(async (stack, _url, steps) => {
      expect(steps).toContain('Stopped processes that an earlier run had left: postgres');
      expect(isAlive(pids['postgres']!)).toBe(false);
      expect(isAlive(stack.pids()['postgres']!)).toBe(true);
    });
  });

  it('keeps its servers while a terminal interrupts the gateway', async () => {
    const gateway = startStackProcess(options);
    const { pids, urls } = await gateway.heard('started');
    process.kill(-gateway.child.pid!, 'SIGINT');
    await gateway.heard('interrupted');
    // A server that got the signal too would refuse: it would be shutting down.
    expect(await query(urls!.databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(Object.values(pids!).every(isAlive)).toBe(true);
    await gateway.stop();
    expect(noneAlive(pids!)).toBe(true);
  });

  it('reports a server that is killed, and starts it again on its old port', async () => {
    await withStack(async (stack, databaseUrl) => {
      const exit = new Promise<string>((resolve) =>
        stack.onServerExit((server, detail) => resolve(`${server}: ${detail}`)),
      );
      process.kill(stack.pids()['postgres']!, 'SIGKILL');
      expect(await exit).toMatch(/^postgres: SIGKILL/);
      await stack.restart('postgres');
      expect(await query(databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    });
  });

  it('stops while it is still starting', async () => {
    const stack = createEmbeddedStack(options);
    const starting = stack.start().catch((error: unknown) => error);
    await until('the watchdog runs', () => stack.pids()['watchdog'] !== undefined);
    const pids = { ...stack.pids() };
    await stack.stop();
    await starting;
    expect(noneAlive(pids)).toBe(true);
  });
});

import { once } from 'node:events';
import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createEmbeddedStack } from '../../../stack/embedded-stack.js';
import { resetStateFolder } from '../../../stack/reset.js';
import { postgresOnly, root } from '../../support/stack-folder.js';
import { startStackProcess } from '../../support/stack-process.js';

let options: Awaited<ReturnType<typeof postgresOnly>>;

beforeAll(async () => {
  options = await postgresOnly();
});
afterAll(() => options.remove());

describe('starting an embedded stack', () => {
  it('neither installs nor starts a part that is replaced', async () => {
    const stack = createEmbeddedStack(options);
    const urls = await stack.start();
    try {
      expect(urls).toMatchObject({ mongodbUrl: 'mongodb://replaced/', kafkaBrokers: ['replaced:9092'] });
      expect(Object.keys(stack.pids()).sort()).toEqual(['postgres', 'watchdog']);
      expect(await readdir(path.join(options.stateDir, 'servers'))).toEqual([]);
    } finally {
      await stack.stop();
    }
  });

  it('starts no process at all when every part is replaced', async () => {
    const databaseUrl = 'postgresql://replaced/';
    const stack = createEmbeddedStack({ ...options, databaseUrl });
    const { mongodbUrl, kafkaBrokers } = options;
    expect(await stack.start()).toEqual({ databaseUrl, mongodbUrl, kafkaBrokers });
    expect(stack.pids()).toEqual({});
    await stack.stop();
  });

  it('is refused on a folder in use, and so is a reset, while the first stack keeps running', async () => {
    const first = createEmbeddedStack(options);
    await first.start();
    const pids = { ...first.pids() };
    const second = createEmbeddedStack(options);
    await expect(second.start()).rejects.toThrow(
      new RegExp(`Another gateway is using ${options.stateDir} \\(process ${pids['watchdog']}\\)[^]*STATE_DIR`),
    );
    await expect(resetStateFolder({ stateDir: options.stateDir, all: false })).rejects.toThrow(/Stop the gateway/);
    await expect(resetStateFolder({ stateDir: path.dirname(options.stateDir), all: false })).rejects.toThrow(
      /Stop the gateway/,
    );
    expect(first.pids()).toEqual(pids);
    await first.stop();
  });

  it('chooses another port when another program has taken the old one', async () => {
    const portsFile = path.join(options.stateDir, 'stack.ports.json');
    const kept = async (): Promise<number> =>
      (JSON.parse(await readFile(portsFile, 'utf8')) as { postgres: number }).postgres;
    const before = await kept();
    const somebody = createServer().listen(before, '127.0.0.1');
    await once(somebody, 'listening');
    const stack = createEmbeddedStack(options);
    try {
      const { databaseUrl } = await stack.start();
      expect(await kept()).not.toBe(before);
      expect(new URL(databaseUrl).port).toBe(String(await kept()));
    } finally {
      await stack.stop();
      somebody.close();
    }
    const again = createEmbeddedStack(options);
    const { databaseUrl } = await again.start();
    await again.stop();
    expect(new URL(databaseUrl).port).toBe(String(await kept()));
  });

  it('names everything that this machine lacks, and the alternatives', async () => {
    const bare = { root, stateDir: path.join(options.stateDir, 'bare') };
    const gateway = startStackProcess(bare, { PATH: '', JAVA_HOME: '' });
    const { problem, hint } = await gateway.heard('failed');
    expect(problem).toMatch(/Python \(3\.10[^]*Java \(JDK 17[^]*Maven/);
    expect(hint).toMatch(/docker compose up/);
    await gateway.stop();
  });

  it('points to the reset when the data is damaged, and the reset repairs it', async () => {
    await truncate(path.join(options.stateDir, 'postgres/data/global/pg_control'), 100);
    const failing = createEmbeddedStack(options);
    await expect(failing.start()).rejects.toThrow(
      /PostgreSQL stopped while starting[^]*pg_control[^]*npm run stack:reset/,
    );
    await writeFile(path.join(options.stateDir, 'servers/kept'), '');
    expect(await resetStateFolder({ stateDir: options.stateDir, all: false })).toContain('postgres');
    expect(await readdir(path.join(options.stateDir, 'servers'))).toEqual(['kept']);
    const stack = createEmbeddedStack(options);
    await stack.start();
    await stack.stop();
    await resetStateFolder({ stateDir: options.stateDir, all: true });
    expect(await readdir(options.stateDir)).toEqual([]);
  });
});

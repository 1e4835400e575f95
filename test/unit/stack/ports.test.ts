import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Ports } from '../../../stack/ports.js';

let folder: string;
let taken: Server | undefined;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ports-'));
});
afterEach(async () => {
  taken?.close();
  taken = undefined;
  await rm(folder, { recursive: true });
});

const portsOf = (checkout: string): Ports => new Ports(path.join(folder, checkout));
async function take(port: number): Promise<void> {
  taken = createServer().listen(port, '127.0.0.1');
  await once(taken, 'listening');
}

describe('the ports of a state folder', () => {
  it('are below those of outgoing connections, one for each name', async () => {
    const { a, b } = await portsOf('one').take(['a', 'b']);
    expect(a).not.toBe(b);
    for (const port of [a, b]) {
      expect(port).toBeGreaterThanOrEqual(20_000);
      expect(port).toBeLessThan(32_000);
    }
  });

  it('stay the same from start to start', async () => {
    const before = await portsOf('one').take(['a', 'b']);
    expect(await portsOf('one').take(['b', 'a'])).toEqual(before);
  });

  it('change only where another program listens', async () => {
    const before = await portsOf('one').take(['a', 'b']);
    await take(before.a);
    const after = await portsOf('one').take(['a', 'b']);
    expect(after.a).not.toBe(before.a);
    expect(after.b).toBe(before.b);
  });

  it('are chosen again after their release', async () => {
    const ports = portsOf('one');
    const { a } = await ports.take(['a']);
    ports.giveUp(['a']);
    expect((await ports.take(['a'])).a).not.toBe(a);
  });

  it('are chosen again when their file is torn', async () => {
    await writeFile(path.join(folder, 'one'), '{"a":');
    expect((await portsOf('one').take(['a'])).a).toBeGreaterThan(0);
  });
});

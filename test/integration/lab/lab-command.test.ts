import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseReport } from '../../../lab/trade-offs/report-format.js';
import { idForName } from '../../../src/kernel/ids.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';

const root = path.resolve(import.meta.dirname, '../../..');
const run = (...args: string[]) =>
  promisify(execFile)(process.execPath, [path.join(root, 'dist/lab/cli/lab.js'), ...args], { timeout: 60_000 }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );

let gateway: TestGateway;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lab-'));
  gateway = await startGateway();
  await gateway.gateway.parts.database.pool.query('INSERT INTO movie (id, source_key, title) VALUES ($1, $2, $2)', [
    idForName('Movie', 'A film'),
    'A film',
  ]);
});
afterAll(async () => {
  await gateway.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('npm run lab', () => {
  it('measures a running gateway, prints the table, checks it against the counters and keeps the report', async () => {
    const file = path.join(folder, 'report.json');
    const { code, stdout, stderr } = await run(
      '--url',
      gateway.url,
      '--task',
      'survey-tree',
      '--repetitions',
      '2',
      '--network',
      'same city',
      '--json',
      file,
    );
    expect([code, stderr]).toEqual([0, `Written: ${file}\n`]);
    expect(stdout).toContain('Network: same city, 10 ms round trip. 2 repetitions of each side.');
    expect(stdout).toMatch(/^ {2}Round trips +6 +1 \* +0\.17$/m);
    expect(stdout).toContain("The server's own counters agree (REST: 18 requests");
    const report = parseReport(JSON.parse(await readFile(file, 'utf8')));
    expect(report).toMatchObject({ network: { name: 'same city' }, repetitions: 2, tasks: [{ task: 'survey-tree' }] });
  });

  it.each([
    [['--task', 'nothing']],
    [['--repetitions', '51']],
    [['--network', 'moon']],
    [['--url', 'ftp://localhost']],
  ])('names what is wrong and says how it is used: %p', async (args) => {
    const { code, stderr, stdout } = await run(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(new RegExp(`^${args[0]} must be [^]+; it is "${args[1]}"\\.\n\nUsage: npm run lab`));
  });

  it('does not write the document of a part, or of somebody else’s gateway', async () => {
    expect((await run('--write-docs', '--task', 'exists')).stderr).toMatch(/leave out --url and --task/);
  });

  it('says in one line that nothing answers', async () => {
    const { code, stderr } = await run('--url', 'http://127.0.0.1:1', '--task', 'exists');
    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(/does not answer/);
  });
});

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createDevCompiler } from '../../../stack/dev/dev-compiler.js';
import { createDevLoop, type DevLoop } from '../../../stack/dev/dev-loop.js';
import { until } from '../../support/until.js';

let root: string;
let loop: DevLoop | undefined;
let restarts = 0;
let printed: string[] = [];
let restart: () => Promise<unknown>;
const source = (file: string) => path.join(root, 'src', file);
const output = (file: string) => path.join(root, 'out', file);
const shown = () => printed.join('\n');

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'dev-'));
  await mkdir(source('deep'), { recursive: true });
  await writeFile(
    source('main.ts'),
    "import type { A } from './deep/a.js';\nimport { a } from './deep/a.js';\nexport const b: A = a;\n",
  );
  await writeFile(source('deep/a.ts'), 'export type A = number;\nexport const a: A = 1;\n');
  await writeFile(source('worker.mjs'), 'export const w = 1;\n');
  [restarts, printed] = [0, []];
  restart = async () => void (restarts += 1);
});
afterEach(async () => {
  await loop?.stop();
  loop = undefined;
  await rm(root, { recursive: true });
});

async function watching(): Promise<void> {
  const compiler = createDevCompiler({ sources: source('.'), output: output('.') });
  const problems = await compiler.compileAll();
  loop = createDevLoop({
    watched: [source('.')],
    compiler,
    problems,
    restart: () => restart(),
    print: (line) => printed.push(line),
  });
  await loop.start();
}

describe('npm run dev', () => {
  it('compiles every source, types and their imports left out, with source maps', async () => {
    await watching();
    expect(await readFile(output('main.js'), 'utf8')).toMatch(
      /^import \{ a \} from ["']\.\/deep\/a\.js["'];\nexport const b = a;\n/,
    );
    expect(JSON.parse(await readFile(output('main.js.map'), 'utf8')).sources).toHaveLength(1);
    expect(await readFile(output('worker.mjs'), 'utf8')).toBe('export const w = 1;\n');
    expect(((await import(output('main.js'))) as { b: number }).b).toBe(1);
    expect(restarts).toBe(0);
  });

  it('compiles a saved file and restarts the gateway once for files that are saved together', async () => {
    await watching();
    await writeFile(source('deep/a.ts'), 'export type A = number;\nexport const a: A = 2;\n');
    await writeFile(source('deep/new.ts'), 'export const n = 3;\n');
    await until('the gateway was restarted', () => shown().includes('The gateway is up, '));
    expect(restarts).toBe(1);
    expect(await readFile(output('deep/a.js'), 'utf8')).toContain('a = 2');
    expect(await readFile(output('deep/new.js'), 'utf8')).toContain('n = 3');
  });

  it('shows what cannot be parsed and restarts nothing until it is corrected', async () => {
    await watching();
    await writeFile(source('deep/a.ts'), 'export const a = (;\n');
    await until('the problem is shown', () => shown().includes('The gateway restarts when this is corrected'));
    expect(shown()).toContain('Expression expected');
    await writeFile(source('main.ts'), 'export const b = 5;\n');
    await until('the problem is shown again', () => shown().split('when this is corrected').length === 3);
    expect(restarts).toBe(0);
    expect(await readFile(output('deep/a.js'), 'utf8')).toContain('a = 1');
    await writeFile(source('deep/a.ts'), 'export const a = 4;\n');
    await until('the gateway was restarted', () => restarts === 1);
    expect(await readFile(output('main.js'), 'utf8')).toContain('b = 5');
  });

  it('removes the output of a file that is gone', async () => {
    await watching();
    await rm(source('deep/a.ts'));
    await until('the gateway was restarted', () => restarts === 1);
    expect([existsSync(output('deep/a.js')), existsSync(output('deep/a.js.map'))]).toEqual([false, false]);
  });

  it('goes on with the newest save when the gateway fails to start, or is still starting', async () => {
    await watching();
    let failFirst: (error: Error) => void = () => undefined;
    restart = () =>
      new Promise((_resolve, reject) => {
        restarts += 1;
        failFirst = reject;
      });
    await writeFile(source('main.ts'), 'export const b = 6;\n');
    await until('it is restarting', () => restarts === 1);
    restart = async () => {
      restarts += 1;
      failFirst(new Error('stopped while it was starting'));
    };
    await writeFile(source('main.ts'), 'export const b = 7;\n');
    await until('it is up', () => shown().includes('The gateway is up, '));
    expect(shown()).not.toContain('stopped while it was starting');

    restart = async () => {
      throw new Error('of its own making');
    };
    await writeFile(source('main.ts'), 'export const b = 8;\n');
    await until('the failure is shown', () =>
      shown().includes('of its own making\nThe next save starts the gateway again.'),
    );
  });
});

import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runProgram, spawnProgram, type RunningProgram } from '../support/gateway-process.js';
import { until } from '../support/until.js';

const PROGRAM = [process.execPath, 'dist/stack/cli/stack-reset.js'] as const;
let stateDir: string;
let data: string;
beforeEach(async () => {
  stateDir = await mkdtemp(path.join(tmpdir(), 'reset-'));
  data = path.join(stateDir, 'postgres/data');
  await mkdir(data, { recursive: true });
  await mkdir(path.join(stateDir, 'servers'));
  await writeFile(path.join(stateDir, 'secrets.json'), '{}');
});
afterEach(() => rm(stateDir, { recursive: true, force: true }));

const reset = (...args: string[]) => runProgram([...PROGRAM, ...args], { STATE_DIR: stateDir });
const nothingIsDeleted = () =>
  existsSync(data) && existsSync(path.join(stateDir, 'servers')) && existsSync(path.join(stateDir, 'secrets.json'));

/** The command on a terminal of its own, where `typed` is typed. */
function onTerminal(...args: string[]): RunningProgram & { type(text: string): void } {
  const python = 'import pty, sys, os; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))';
  const program = spawnProgram(
    ['python3', '-c', python, ...PROGRAM, ...args],
    { STATE_DIR: stateDir, TERM: 'dumb' },
    'pipe',
  );
  return { ...program, type: (text) => void program.child.stdin?.write(text) };
}

describe('npm run stack:reset', () => {
  it.each([
    ['--help', 0],
    ['-h', 0],
    ['--al', 2],
    ['all', 2],
    ['--yes=no', 2],
    ['', 2],
  ])('deletes nothing when told %p', async (argument, code) => {
    expect(await reset(argument)).toMatchObject({ code });
    expect(nothingIsDeleted()).toBe(true);
  });

  it('deletes nothing where nobody can be asked, and says how it would', async () => {
    for (const args of [[], ['--all']]) {
      const { code, output } = await reset(...args);
      expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('npm run stack:reset -- --yes') });
    }
    expect(nothingIsDeleted()).toBe(true);
  });

  it.each(['no\r', '\r', 'y\r', '\u0003', '\u0004'])(
    'asks on a terminal, and deletes nothing after %p',
    async (answer) => {
      const program = onTerminal();
      await until('it asks', () => program.output().includes('Type yes to continue'));
      program.type(answer);
      expect((await program.exited).code).not.toBe(0);
      expect(program.output()).toContain(stateDir);
      expect(nothingIsDeleted()).toBe(true);
    },
  );

  it('deletes the data after yes, typed or as an option, and the downloads with --all alone', async () => {
    const program = onTerminal();
    await until('it asks', () => program.output().includes('Type yes to continue'));
    program.type('yes\r');
    expect((await program.exited).code).toBe(0);
    expect([existsSync(data), existsSync(path.join(stateDir, 'servers'))]).toEqual([false, true]);

    await mkdir(data, { recursive: true });
    expect(await reset('--yes')).toMatchObject({ code: 0, output: expect.stringContaining('postgres') });
    expect([existsSync(data), existsSync(path.join(stateDir, 'servers'))]).toEqual([false, true]);
    expect(await reset('--yes', '--all')).toMatchObject({ code: 0, output: expect.stringContaining('servers') });
    expect(existsSync(path.join(stateDir, 'servers'))).toBe(false);
  });
});

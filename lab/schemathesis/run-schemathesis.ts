import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ParameterValues } from './seed-everything.js';

/** The release that the expectations in test/schemathesis are written for. */
const RELEASE = 'schemathesis==4.32.5';

export interface SchemathesisRun {
  readonly root: string;
  /** Where its reports and configuration go. */
  readonly folder: string;
  /** Of the gateway. */
  readonly url: string;
  readonly token: string;
  readonly known: ParameterValues;
  /** operationId to sort ("" for none) to a cursor. */
  readonly cursors: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Which operations, in which phases, how many cases of each. */
  readonly options: readonly string[];
}

/**
 * Installs schemathesis from the package registry into its own environment below `stateDir`, once; resolves to its
 * program.
 */
export async function installSchemathesis(stateDir: string): Promise<string> {
  const environment = path.join(stateDir, 'schemathesis-venv');
  const program = path.join(environment, 'bin/schemathesis');
  const installed = path.join(environment, RELEASE);
  if (existsSync(installed)) return program;
  await mkdir(stateDir, { recursive: true });
  await succeed('python3', ['-m', 'venv', environment]);
  await succeed(path.join(environment, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', RELEASE]);
  await writeFile(installed, '');
  return program;
}

async function succeed(program: string, args: readonly string[]): Promise<void> {
  if ((await run(program, args)) !== 0) throw new Error(`${program} ${args.join(' ')} failed`);
}

/**
 * Runs schemathesis, its output on this process's stdout. Resolves to whether it found nothing, and to how many cases
 * it ran.
 */
export async function runSchemathesis(
  program: string,
  { root, folder, url, token, known, cursors, options }: SchemathesisRun,
): Promise<{ readonly passed: boolean; readonly cases: number }> {
  await mkdir(folder, { recursive: true });
  const [config, cursorFile, report] = ['schemathesis.toml', 'cursors.json', 'report.json'].map((name) =>
    path.join(folder, name),
  ) as [string, string, string];
  await writeFile(
    config,
    `${await readFile(path.join(root, 'test/schemathesis/schemathesis.toml'), 'utf8')}\n${dictionaries(known)}`,
  );
  await writeFile(cursorFile, JSON.stringify(cursors));
  await writeFile(report, '');
  const args = [
    '--config-file',
    config,
    '--no-color',
    'run',
    `${url}/api/v1/openapi.json`,
    '--header',
    `Authorization: Bearer ${token}`,
    '--report',
    'json',
    '--report-json-path',
    report,
    '--generation-database',
    'none',
    ...options,
  ];
  const code = await run(
    program,
    args,
    {
      PATH: '/usr/bin:/bin',
      HOME: folder,
      PYTHONUNBUFFERED: '1',
      SCHEMATHESIS_HOOKS: 'hooks',
      PYTHONPATH: path.join(root, 'test/schemathesis'),
      SCHEMATHESIS_CURSORS: cursorFile,
    },
    folder,
  );
  return { passed: code === 0, cases: caseCount(await readFile(report, 'utf8')) };
}

function caseCount(report: string): number {
  return report === ''
    ? 0
    : (JSON.parse(report) as { readonly test_cases: { readonly generated: number } }).test_cases.generated;
}

/** Parameters use IDs of existing resources most of the time. */
function dictionaries(known: ParameterValues): string {
  const sections = Object.entries(known).map(
    ([name, values]) => `[dictionaries.${name}]\nvalues = ${JSON.stringify(values)}\n`,
  );
  const bound = Object.keys(known).flatMap((name) => {
    if (name === 'responseToken')
      return ['"header.Response-Token" = { dictionary = "responseToken", probability = 0.8 }'];
    return ['path', 'query', 'body'].map(
      (where) => `"${where}.${name}" = { dictionary = "${name}", probability = ${where === 'path' ? 0.9 : 0.7} }`,
    );
  });
  return `${sections.join('\n')}\n[parameters]\n${bound.join('\n')}\n`;
}

function run(
  program: string,
  args: readonly string[],
  env?: Readonly<Record<string, string>>,
  cwd?: string,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      ...(env && { env }),
      ...(cwd && { cwd }),
    });
    // Ctrl-C ends this process by process.exit: it must not go on alone.
    const kill = () => child.kill();
    process.once('exit', kill);
    child.once('error', reject);
    child.once('exit', (code) => {
      process.off('exit', kill);
      resolve(code ?? 1);
    });
  });
}

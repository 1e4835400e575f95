import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { graphqlClient, type TestGateway } from './gateway.js';
import { until } from './until.js';

export const root = path.resolve(import.meta.dirname, '../..');
const START_WITHIN_MS = 120_000;

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program of the checkout as a child process. It inherits no variables but those that find programs. */
export interface RunningProgram {
  readonly child: ChildProcess;
  /** The output so far. */
  output(): string;
  /** Resolves when the process has ended and all its output has been read. */
  readonly exited: Promise<Exit>;
  running(): boolean;
}

/** Spawns a program in the checkout's folder. */
export function spawnProgram(
  argv: readonly [string, ...string[]],
  variables: Record<string, string>,
  stdin: 'ignore' | 'pipe' = 'ignore',
): RunningProgram {
  const [file, ...args] = argv;
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(file, args, { cwd: root, env: { PATH, HOME, ...variables }, stdio: [stdin, 'pipe', 'pipe'] });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (chunk: string) => void chunks.push(chunk));
  let exit: Exit | undefined;
  const exited = once(child, 'close').then(
    ([code, signal]) => (exit = { code: code as number | null, signal: signal as NodeJS.Signals | null }),
  );
  return { child, output: () => chunks.join(''), exited, running: () => exit === undefined };
}

/** Runs a program to its end. */
export async function runProgram(
  argv: readonly [string, ...string[]],
  variables: Record<string, string>,
): Promise<Exit & { readonly output: string }> {
  const program = spawnProgram(argv, variables);
  return { ...(await program.exited), output: program.output() };
}

/** `dist/src/main.js`, whatever becomes of it, with node's own `flags`. */
export const spawnGateway = (variables: Record<string, string>, flags: readonly string[] = []): RunningProgram =>
  spawnProgram([process.execPath, ...flags, 'dist/src/main.js'], variables);

/** A gateway in a process of its own, to be killed by a test. */
export interface GatewayProcess extends Pick<TestGateway, 'url' | 'graphql' | 'data'>, RunningProgram {
  readonly port: string;
  /** Sends the signal and resolves when the process is gone. */
  kill(signal: NodeJS.Signals): Promise<Exit>;
}

/**
 * Starts one with `testEnvironment()`'s variables, and waits until it is ready. Fails with what it printed when it ends
 * before.
 */
export async function startGatewayProcess(
  variables: Record<string, string>,
  flags: readonly string[] = [],
): Promise<GatewayProcess> {
  const program = spawnGateway(variables, flags);
  const kill = (signal: NodeJS.Signals) => {
    program.child.kill(signal);
    return program.exited;
  };
  const printedUrl = () => /GraphQL +(http\S+)\/graphql/.exec(program.output())?.[1];
  try {
    await until('the gateway prints its URL', () => !program.running() || printedUrl() !== undefined, START_WITHIN_MS);
    const url = printedUrl();
    if (url === undefined) throw new Error('The gateway ended instead of starting');
    await until('the gateway is ready', async () => (await fetch(`${url}/health/ready`)).ok, START_WITHIN_MS);
    return { ...program, url, port: new URL(url).port, ...graphqlClient(url), kill };
  } catch (error) {
    await kill('SIGKILL');
    throw new Error(`${(error as Error).message}. It printed:\n${program.output()}`, { cause: error });
  }
}

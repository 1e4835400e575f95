import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type { GatewayMessage } from '../src/ops/processes/gateway-message.js';
import { BACKOFF, pauseMs, type Backoff } from './backoff.js';
import { keepLastOutput } from './last-output.js';

/*
 * Keeps a gateway process running.
 *
 *   starting --up--> running --exit--> pausing --(backoff)--> starting
 *   starting --refused at the first start--> ended      (its owner has to correct something first)
 *   starting --exit, GIVE_UP_AFTER times in a row--> ended
 *   starting, running --exit with 0--> ended            (another process signalled it to stop; not with `always`)
 *   any --stop()--> ended
 */

export interface KeeperConfig {
  /** Names it in what is printed: 'The gateway' when left out. */
  readonly title?: string;
  /** Starts it again also when another process has told it to stop. */
  readonly always?: boolean;
  /** node, its flags, and the program. */
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  /** The environment of a process, given the port on which the previous one listened. */
  readonly environment: (port: string | undefined) => NodeJS.ProcessEnv;
  /** The folder of the log about processes that died; made when it is needed. */
  readonly logsDir: string;
  /** Receives its output; the output of this process when left out. */
  readonly output?: { readonly stdout: NodeJS.WritableStream; readonly stderr: NodeJS.WritableStream };
  /** Prints a line for the person who started it. */
  readonly print: (line: string) => void;
  /** Called with each process that begins, and with undefined when it has ended. */
  readonly onProcess: (pid: number | undefined) => void;
  /** Called with each process that is up, and with its URL. */
  readonly onUp?: (gateway: ChildProcess, url: string) => void;
  readonly backoff?: Partial<GatewayBackoff>;
}

export interface GatewayBackoff extends Backoff {
  /** The keeper gives up after this many processes in a row that ended before they were up. */
  readonly giveUpAfter: number;
}

/**
 * Why it ended: asked to stop, refused its configuration (the gateway has printed why), or given up after repeated
 * failures.
 */
export type KeeperEnd =
  { readonly kind: 'stopped' } | { readonly kind: 'refused' } | { readonly kind: 'given up'; readonly message: string };

export interface GatewayKeeper {
  /** Resolves when the gateway is up for the first time; when it ends before that, resolves to why. */
  start(): Promise<{ readonly kind: 'up'; readonly url: string } | KeeperEnd>;
  /** Resolves when no process runs and none will be started. */
  readonly ended: Promise<KeeperEnd>;
  /** Tells the gateway to stop, and kills it when it has not stopped within `withinMs`. */
  stop(withinMs: number): Promise<void>;
  /** Kills it without waiting, for the end of this process. */
  kill(): void;
}

const GIVE_UP_AFTER = 5;
const KEPT_CHARACTERS = 64 * 1024;
const OUT_OF_MEMORY = /heap out of memory|Reached heap limit|Ineffective mark-compacts/;

interface Run {
  readonly child: ChildProcess;
  readonly beganAt: number;
  upAt: number | undefined;
  refused: boolean;
  output: string;
}

/** A keeper of the gateway that `argv` runs; nothing happens until `start`. */
export function createGatewayKeeper(config: KeeperConfig): GatewayKeeper {
  const backoff = { ...BACKOFF, giveUpAfter: GIVE_UP_AFTER, ...config.backoff };
  const { title = 'The gateway', output = process } = config;
  const stopping = new AbortController();
  let current: Run | undefined;
  let port: string | undefined;
  let failuresInARow = 0;
  let restarts = 0;
  let onUp: (url: string) => void = () => undefined;
  let end: (how: KeeperEnd) => void = () => undefined;
  const ended = new Promise<KeeperEnd>((resolve) => (end = resolve));

  async function keep(): Promise<KeeperEnd> {
    for (;;) {
      const run = begin();
      const exit = await exitOf(run.child);
      config.onProcess(undefined);
      current = undefined;
      if (stopping.signal.aborted || (exit.code === 0 && config.always !== true)) return { kind: 'stopped' };
      // Another program may take the port between two runs. That is no reason to give up a gateway that has run.
      if (run.refused && port === undefined) return { kind: 'refused' };

      failuresInARow = run.upAt === undefined ? failuresInARow + 1 : 0;
      const file = keepLastOutput({
        logsDir: config.logsDir,
        name: 'gateway-exits',
        heading: `${title.replace(/^The /, '').toLowerCase()} process ${run.child.pid}: ${describe(run, exit)}`,
        output: run.output,
        print: config.print,
      });
      const how = `${title} has ended unexpectedly: ${describe(run, exit)}. Its last output is in ${file}.`;
      if (failuresInARow >= backoff.giveUpAfter)
        return {
          kind: 'given up',
          message: `${how}\nIt has failed to start ${failuresInARow} times in a row and is not started again.`,
        };
      if (run.upAt !== undefined && Date.now() - run.upAt >= backoff.forgottenAfterMs) restarts = 0;
      const pause = pauseMs(backoff, restarts);
      restarts += 1;
      config.print(`${how}\nIt is started again in ${pause / 1000} s.`);
      await delay(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return { kind: 'stopped' };
    }
  }

  function begin(): Run {
    const [file, ...args] = config.argv;
    // In a process group of its own: a terminal's Ctrl-C reaches the keeper alone, which passes one signal on.
    const child = spawn(file, args, {
      cwd: config.cwd,
      env: config.environment(port),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const run: Run = { child, beganAt: Date.now(), upAt: undefined, refused: false, output: '' };
    current = run;
    config.onProcess(child.pid);
    for (const [stream, to] of [
      [child.stdout, output.stdout],
      [child.stderr, output.stderr],
    ] as const) {
      stream?.on('data', (chunk: Buffer) => {
        to.write(chunk);
        run.output = (run.output + chunk.toString('utf8')).slice(-KEPT_CHARACTERS);
      });
    }
    child.on('message', (message: GatewayMessage) => {
      if (message.type === 'refused') run.refused = true;
      if (message.type !== 'up') return;
      run.upAt = Date.now();
      port = new URL(message.url).port;
      config.onUp?.(child, message.url);
      onUp(message.url);
    });
    return run;
  }

  return {
    ended,
    start() {
      void keep().then(end);
      return Promise.race([
        new Promise<{ kind: 'up'; url: string }>((resolve) => (onUp = (url) => resolve({ kind: 'up', url }))),
        ended,
      ]);
    },
    async stop(withinMs) {
      stopping.abort();
      current?.child.kill('SIGTERM');
      const deadline = setTimeout(() => current?.child.kill('SIGKILL'), withinMs);
      if (current !== undefined) await exitOf(current.child);
      clearTimeout(deadline);
    },
    kill() {
      stopping.abort();
      current?.child.kill('SIGKILL');
    },
  };
}

interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly problem?: string;
}

/** Resolves when the process has ended and all of its output was read. */
function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    let problem: string | undefined;
    child.once('error', (error) => {
      problem = error.message;
      if (child.pid === undefined) resolve({ code: null, signal: null, problem });
    });
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
}

function describe(run: Run, { code, signal, problem }: Exit): string {
  if (problem !== undefined) return `it could not be run (${problem})`;
  const what = signal === null ? `exit code ${code}` : signal;
  const cause = OUT_OF_MEMORY.test(run.output)
    ? ', out of memory: the heap limit was reached'
    : signal === 'SIGKILL'
      ? ', killed by another process, or by the system because memory ran out'
      : '';
  return `${what}${cause}, after ${((Date.now() - run.beganAt) / 1000).toFixed(1)} s`;
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { StackOptions } from '../../stack/embedded-stack.js';
import type { ServerUrls } from '../../src/config/server-urls.js';

type Said = { readonly event: string } & Partial<{
  readonly step: string;
  readonly urls: ServerUrls;
  readonly pids: Record<string, number>;
  readonly problem: string;
  readonly hint: string;
}>;

/** A process that runs a stack as the gateway would, to be killed or interrupted by a test. */
export interface StackProcess {
  readonly child: ChildProcess;
  /** Resolves to the first thing it says, said already or later, that is such an event; fails when it ends without. */
  heard(event: string): Promise<Said>;
  stop(): Promise<void>;
}

const script = path.resolve(import.meta.dirname, 'run-stack.mjs');

/** Starts it, leading a process group of its own as under a terminal. `env` replaces single variables. */
export function startStackProcess(
  options: StackOptions & { readonly guarded?: number },
  env: Record<string, string> = {},
): StackProcess {
  const child = spawn(process.execPath, [script, JSON.stringify(options)], {
    detached: true,
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  // It may end just when it is told to.
  child.stdin.on('error', () => undefined);
  const said: Said[] = [];
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => said.push(JSON.parse(line) as Said));
  const closed = once(lines, 'close');
  return {
    child,
    async heard(event) {
      for (;;) {
        const found = said.find((message) => message.event === event);
        if (found !== undefined) return found;
        const more = await Promise.race([once(lines, 'line').then(() => true), closed.then(() => false)]);
        if (!more) throw new Error(`The process ended without "${event}"; it said ${JSON.stringify(said)}`);
      }
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.stdin.write('stop\n');
      await exited;
    },
  };
}

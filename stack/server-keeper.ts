import { setTimeout as delay } from 'node:timers/promises';
import { BACKOFF, pauseMs, type Backoff } from './backoff.js';
import type { EmbeddedStack } from './embedded-stack.js';
import { keepLastOutput } from './last-output.js';

/*
 * Keeps each embedded server running.
 *
 *   running --exit--> pausing --(backoff)--> starting
 *   starting --up--> running
 *   starting --failed--> pausing          (without limit: the cause may go away)
 *   any --stop(), or the whole stack is lost--> ended
 */

export interface ServerKeeperConfig {
  readonly stack: Pick<EmbeddedStack, 'onServerExit' | 'restart'>;
  /** The folder of the log with the servers' last output. */
  readonly logsDir: string;
  /** Prints a line for the person who started it. */
  readonly print: (line: string) => void;
  readonly backoff?: Partial<Backoff>;
}

export interface ServerKeeper {
  /** No server is started again after this. */
  stop(): void;
}

/**
 * Starts the servers of a stack again when they exit, each after a pause that grows while it keeps exiting. Prints
 * each exit and restart, and keeps the last output.
 */
export function keepServers({ stack, logsDir, print, ...config }: ServerKeeperConfig): ServerKeeper {
  const backoff = { ...BACKOFF, ...config.backoff };
  const stopping = new AbortController();
  const restarts = new Map<string, number>();
  const upSince = new Map<string, number>();

  stack.onServerExit((server, detail) => {
    if (stopping.signal.aborted) return;
    const [how = '', ...output] = detail.split('\n');
    const file = keepLastOutput({
      logsDir,
      name: 'server-exits',
      heading: `${server}: ${how}`,
      output: output.join('\n'),
      print,
    });
    const since = upSince.get(server);
    if (since !== undefined && Date.now() - since >= backoff.forgottenAfterMs) restarts.delete(server);
    void bringBack(server, `The server ${server} has ended unexpectedly: ${how}. Its last output is in ${file}.`);
  });

  async function bringBack(server: string, problem: string): Promise<void> {
    for (let told = problem; ;) {
      const before = restarts.get(server) ?? 0;
      restarts.set(server, before + 1);
      const pause = pauseMs(backoff, before);
      print(`${told}\nIt is started again in ${pause / 1000} s.`);
      await delay(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      try {
        await stack.restart(server);
        upSince.set(server, Date.now());
        if (!stopping.signal.aborted) print(`The server ${server} is up again.`);
        return;
      } catch (error) {
        if (stopping.signal.aborted) return;
        told = `The server ${server} could not be started again: ${(error as Error).message}`;
      }
    }
  }

  return { stop: () => stopping.abort() };
}

import path from 'node:path';
import { watch, type FSWatcher } from 'chokidar';
import type { DevCompiler } from './dev-compiler.js';

/*
 * From a save to a restarted gateway.
 *
 *   waiting --save--> collecting --(COLLECT_MS without another)--> compiling
 *   compiling --a file cannot be parsed--> waiting      (the gateway of before goes on)
 *   compiling --every file is parsed--> restarting --up, or failed--> waiting
 *   compiling, restarting --save--> collecting          (the newest save wins: the restart under way is given up)
 */

export interface DevLoop {
  /** Resolves when every folder is watched. */
  start(): Promise<void>;
  /** Watches no more. A restart that is under way is not waited for. */
  stop(): Promise<void>;
}

export interface DevLoopConfig {
  /** Files and folders whose change restarts the gateway. */
  readonly watched: readonly string[];
  readonly compiler: Pick<DevCompiler, 'compile' | 'remove'>;
  /** The files that could not be parsed at the start. */
  readonly problems: ReadonlyMap<string, string>;
  /** Stops the gateway that runs or starts, and resolves when the next one is up. */
  readonly restart: () => Promise<unknown>;
  readonly print: (line: string) => void;
}

/** An editor that saves several files takes less than this between two of them. */
const COLLECT_MS = 60;
const MOST_NAMED = 5;

/** Compiles saved files and restarts the gateway, but only while every file can be parsed. It is idle until `start`. */
export function createDevLoop({ watched, compiler, problems, restart, print }: DevLoopConfig): DevLoop {
  let watcher: FSWatcher | undefined;
  const broken = new Map(problems);
  let saved = new Map<string, 'changed' | 'gone'>();
  let firstSaveAt = 0;
  let timer: NodeJS.Timeout | undefined;
  let round = 0;
  let stopped = false;

  function collect(file: string, what: 'changed' | 'gone'): void {
    if (stopped) return;
    if (saved.size === 0) firstSaveAt = Date.now();
    saved.set(file, what);
    clearTimeout(timer);
    timer = setTimeout(() => void rebuild(), COLLECT_MS);
  }

  async function rebuild(): Promise<void> {
    const files = saved;
    const began = firstSaveAt;
    saved = new Map();
    const mine = (round += 1);
    const isNewest = () => mine === round && !stopped;
    for (const [file, what] of files) {
      const problem = what === 'gone' ? await compiler.remove(file) : await compiler.compile(file);
      if (problem === undefined) broken.delete(file);
      else broken.set(file, problem);
    }
    if (!isNewest()) return;
    for (const problem of broken.values()) print(problem);
    if (broken.size > 0) return print('The gateway restarts when this is corrected.');
    print(`Saved: ${namesOf([...files.keys()])}. Restarting the gateway.`);
    try {
      await restart();
      if (isNewest()) print(`The gateway is up, ${((Date.now() - began) / 1000).toFixed(1)} s after the save.`);
    } catch (error) {
      if (isNewest()) print(`${(error as Error).message}\nThe next save starts the gateway again.`);
    }
  }

  return {
    start: () =>
      new Promise((resolve, reject) => {
        watcher = watch([...watched], { ignoreInitial: true })
          .on('add', (file) => collect(file, 'changed'))
          .on('change', (file) => collect(file, 'changed'))
          .on('unlink', (file) => collect(file, 'gone'))
          .once('error', reject)
          .once('ready', resolve);
      }),
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await watcher?.close();
    },
  };
}

/** A change of branch or a generator saves hundreds. */
function namesOf(files: readonly string[]): string {
  return files.length > MOST_NAMED
    ? `${files.length} files`
    : files.map((file) => path.relative(process.cwd(), file)).join(', ');
}

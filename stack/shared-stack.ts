import { setTimeout as delay } from 'node:timers/promises';
import { ConfigurationError } from '../src/config/configuration-error.js';
import { createEmbeddedStack, type StackOptions } from './embedded-stack.js';
import { isRunning } from '../src/ops/processes/process-identity.mjs';
import { runningStack, runningStacks } from './running-stack.js';
import { keepServers } from './server-keeper.js';
import { StackError } from './stack-error.js';
import type { ServerUrls } from '../src/config/server-urls.js';
import { stateFolder } from './state-folder.js';
import { FolderInUse } from './state-lock.js';

/** Servers for one command. */
export interface Servers {
  readonly urls: ServerUrls;
  /** Whether they ran before the command, and keep running after it. */
  readonly areShared: boolean;
  /** The error to report when the servers have ended; undefined while they run. */
  loss(): ServersLost | undefined;
  /** Calls back once when the servers have ended under the command. */
  onLost(listener: (error: ServersLost) => void): void;
  /** Stops them, unless they are shared. */
  stop(): Promise<void>;
}

/** The servers of a command ended before the command did. */
export class ServersLost extends ConfigurationError {
  constructor(what: 'stopped' | 'started anew' | 'own') {
    super(
      `${WHAT_IS_LOST[what]} while the command was using them. Everything that it wrote before is kept. ${WHAT_TO_DO[what]}`,
    );
  }
}

const WHAT_IS_LOST = {
  stopped: 'The gateway of this checkout and its servers were stopped',
  'started anew': 'The servers of this checkout have ended and are started again',
  own: 'The servers of the command have ended',
};
const WHAT_TO_DO = {
  stopped: 'Start the gateway and run the command again.',
  'started anew': 'Run the command again.',
  own: 'Run the command again.',
};
/** An `npm start` writes its record at once after it has locked the state folder. */
const TOLD_WITHIN_MS = 3_000;
const LOOK_EVERY_MS = 300;
const START_WITHIN_MS = 10 * 60_000;

/** Addresses for servers that a command does not use. */
const UNUSED: ServerUrls = {
  databaseUrl: 'postgresql://unused/',
  mongodbUrl: 'mongodb://unused/',
  kafkaBrokers: ['unused:9092'],
};

/**
 * The servers that a command needs: the given ones, else those of the `npm start` that runs on this state folder,
 * else servers of the command's own, only those that it needs. Waits for servers that are being started. Throws
 * StackError when there are none to use.
 */
export async function openServers(needed: readonly (keyof ServerUrls)[], options: StackOptions): Promise<Servers> {
  const { root, stateDir, onProgress, databaseUrl, mongodbUrl, kafkaBrokers } = options;
  const unused = Object.fromEntries(
    Object.entries(UNUSED).filter(([part]) => !needed.includes(part as keyof ServerUrls)),
  ) as Partial<ServerUrls>;
  const own = {
    root,
    stateDir,
    onProgress,
    databaseUrl: unused.databaseUrl ?? databaseUrl,
    mongodbUrl: unused.mongodbUrl ?? mongodbUrl,
    kafkaBrokers: unused.kafkaBrokers ?? kafkaBrokers,
  };
  if (needed.every((part) => options[part] !== undefined)) return ownServers(own);
  for (;;) {
    const found = await startedStack(options);
    if (found !== undefined) return sharedServers(options, found.id, found.urls);
    try {
      return await ownServers(own);
    } catch (error) {
      // An `npm start` that began at the same moment has locked the folder: the command uses its servers.
      if (!(error instanceof FolderInUse) || !(await isTold(stateDir))) throw error;
    }
  }
}

async function isTold(stateDir: string): Promise<boolean> {
  const deadline = Date.now() + TOLD_WITHIN_MS;
  while (runningStack(stateDir) === undefined) {
    if (Date.now() > deadline) return false;
    await delay(LOOK_EVERY_MS);
  }
  return true;
}

/** The running stack, once it has started; undefined when none runs. */
async function startedStack({
  stateDir,
  onProgress,
}: StackOptions): Promise<{ readonly id: string; readonly urls: ServerUrls } | undefined> {
  const deadline = Date.now() + START_WITHIN_MS;
  for (let told = false; ; told = true) {
    const found = runningStack(stateDir);
    if (found === undefined) return undefined;
    if (found.urls !== undefined) return { id: found.id, urls: found.urls };
    if (Date.now() > deadline)
      throw new StackError(
        `The servers that process ${found.owner.pid} is starting are still not ready.`,
        'Stop that process and start it again.',
      );
    if (!told) onProgress?.(`Waiting for the servers that process ${found.owner.pid} is starting`);
    await delay(LOOK_EVERY_MS);
  }
}

function sharedServers(
  { stateDir, databaseUrl, mongodbUrl, kafkaBrokers }: StackOptions,
  id: string,
  urls: ServerUrls,
): Servers {
  const owner = runningStacks(stateDir).find((stack) => stack.id === id)?.owner;
  const areLost = () => !runningStacks(stateDir).some((stack) => stack.id === id);
  const loss = () =>
    areLost()
      ? new ServersLost(
          owner !== undefined &&
            isRunning(owner) &&
            runningStacks(stateDir).some((stack) => stack.owner.pid === owner.pid)
            ? 'started anew'
            : 'stopped',
        )
      : undefined;
  let timer: NodeJS.Timeout | undefined;
  return {
    urls: {
      databaseUrl: databaseUrl ?? urls.databaseUrl,
      mongodbUrl: mongodbUrl ?? urls.mongodbUrl,
      kafkaBrokers: kafkaBrokers ?? urls.kafkaBrokers,
    },
    areShared: true,
    loss,
    onLost(listener) {
      timer = setInterval(() => {
        const lost = loss();
        if (lost === undefined) return;
        clearInterval(timer);
        listener(lost);
      }, LOOK_EVERY_MS);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
    },
  };
}

async function ownServers(options: StackOptions): Promise<Servers> {
  const stack = createEmbeddedStack(options);
  let lost = false;
  let listener: ((error: ServersLost) => void) | undefined;
  stack.onFailure(() => {
    lost = true;
    kept.stop();
    listener?.(new ServersLost('own'));
  });
  const kept = keepServers({
    stack,
    logsDir: stateFolder(options.stateDir).logs,
    print: (line) => options.onProgress?.(line),
  });
  return {
    urls: await stack.start(),
    areShared: false,
    loss: () => (lost ? new ServersLost('own') : undefined),
    onLost: (told) => void (listener = told),
    stop() {
      kept.stop();
      return stack.stop();
    },
  };
}

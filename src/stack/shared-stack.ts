import { setTimeout as delay } from 'node:timers/promises';
import { ConfigurationError } from '../config/configuration-error.js';
import { createEmbeddedStack, type StackOptions } from './embedded-stack.js';
import { runningStack } from './running-record.js';
import { StackError } from './stack-error.js';
import type { StackUrls } from './stack-urls.js';

/** Servers for one command. */
export interface Servers {
  readonly urls: StackUrls;
  /** Whether they were there before the command, and stay after it. */
  readonly areShared: boolean;
  /** Whether the servers that the command shared have ended since. */
  areLost(): boolean;
  /** Calls back once when the servers have ended under the command. */
  onLost(listener: (error: ServersLost) => void): void;
  /** Stops them, unless they are shared. */
  stop(): Promise<void>;
}

/** The servers that a command shared with a gateway have ended before the command had. */
export class ServersLost extends ConfigurationError {
  constructor() {
    super('The gateway of this checkout was stopped, and its servers with it, while the command was using them. What the command had written by then is kept. Start the gateway and run the command again.');
  }
}

const LOOK_EVERY_MS = 300;
const START_WITHIN_MS = 10 * 60_000;

/** Instead of servers that a command has no use for. */
const UNUSED: StackUrls = { databaseUrl: 'postgresql://unused/', mongodbUrl: 'mongodb://unused/', kafkaBrokers: ['unused:9092'] };

/**
 * The servers that a command needs: those that are given, or of the `npm start` that runs on this state folder, or else, alone what is needed,
 * servers of the command's own. Waits for servers that are being started. Throws StackError when they cannot be had.
 */
export async function openServers(needed: readonly (keyof StackUrls)[], options: StackOptions): Promise<Servers> {
  const found = needed.every((part) => options[part] !== undefined) ? undefined : await startedStack(options);
  if (found !== undefined) return sharedServers(options, found.id, found.urls);
  const { root, stateDir, onProgress, databaseUrl, mongodbUrl, kafkaBrokers } = options;
  const unused = Object.fromEntries(Object.entries(UNUSED).filter(([part]) => !needed.includes(part as keyof StackUrls))) as Partial<StackUrls>;
  return ownServers({ root, stateDir, onProgress, databaseUrl: unused.databaseUrl ?? databaseUrl, mongodbUrl: unused.mongodbUrl ?? mongodbUrl, kafkaBrokers: unused.kafkaBrokers ?? kafkaBrokers });
}

/** What runs, once it has been started; undefined when nothing runs. */
async function startedStack({ stateDir, onProgress }: StackOptions): Promise<{ readonly id: string; readonly urls: StackUrls } | undefined> {
  const deadline = Date.now() + START_WITHIN_MS;
  for (let told = false; ; told = true) {
    const found = runningStack(stateDir);
    if (found === undefined) return undefined;
    if (found.urls !== undefined) return { id: found.id, urls: found.urls };
    if (Date.now() > deadline) throw new StackError(`The servers that process ${found.owner.pid} is starting have not come up.`, 'Stop it and start again.');
    if (!told) onProgress?.(`Waiting for the servers that process ${found.owner.pid} is starting`);
    await delay(LOOK_EVERY_MS);
  }
}

function sharedServers({ stateDir, databaseUrl, mongodbUrl, kafkaBrokers }: StackOptions, id: string, urls: StackUrls): Servers {
  const areLost = () => runningStack(stateDir)?.id !== id;
  let timer: NodeJS.Timeout | undefined;
  return {
    urls: { databaseUrl: databaseUrl ?? urls.databaseUrl, mongodbUrl: mongodbUrl ?? urls.mongodbUrl, kafkaBrokers: kafkaBrokers ?? urls.kafkaBrokers },
    areShared: true,
    areLost,
    onLost(listener) {
      timer = setInterval(() => {
        if (!areLost()) return;
        clearInterval(timer);
        listener(new ServersLost());
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
    listener?.(new ServersLost());
  });
  stack.onServerExit((server) => void stack.restart(server).catch(() => undefined));
  return {
    urls: await stack.start(),
    areShared: false,
    areLost: () => lost,
    onLost: (told) => void (listener = told),
    stop: () => stack.stop(),
  };
}

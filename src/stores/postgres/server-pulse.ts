import { connect } from 'node:net';
import { createRoster } from '../../kernel/roster.js';

/** A statement that waits for its answer. */
interface Waiting {
  /** Called when the server does not answer at all: the connection is unusable. */
  readonly abandon: (reason: Error) => void;
}

/**
 * Distinguishes a slow server from a silent one: stopped, or behind a network that drops everything. TCP alone notices
 * neither for minutes.
 */
export interface ServerPulse {
  /** The server has not answered for a while. Send nothing to it until it answers. */
  readonly isDown: boolean;
  /** Watches a statement until the returned function is called. */
  watch(waiting: Waiting): () => void;
  /** Something has failed that may be the server's silence: asks it now. */
  suspect(): void;
  stop(): void;
}

interface PulseConfig {
  /** Where the server is: a host or, with a slash first, the folder of its socket. */
  readonly host: string;
  readonly port: number;
  /** The server was found to be down. */
  readonly onDown: () => void;
}

/** A statement that has waited for a shorter time needs no probe. */
const QUIET_MS = 750;
const TICK_MS = 250;
const ANSWER_WITHIN_MS = 1_250;
/** A busy machine may miss one. */
const MISSES_TO_BE_DOWN = 2;

export class ServerUnresponsiveError extends Error {
  override readonly name = 'ServerUnresponsiveError';
  /** As of a socket: the statement's connection is lost. */
  readonly code = 'ETIMEDOUT';
}

/** See ServerPulse. It asks nothing while no statement waits for long. */
export function createServerPulse({ host, port, onDown }: PulseConfig): ServerPulse {
  /** In the order of their beginning: the first is the oldest. */
  const waiting = createRoster<{ readonly statement: Waiting; readonly since: number }>();
  let ticking: NodeJS.Timeout | undefined;
  let asking = false;
  let misses = 0;
  let answeredAt = 0;
  let isDown = false;
  let stopped = false;

  function tick(): void {
    const now = performance.now();
    const oldest = waiting.first?.since;
    const isQuiet = oldest !== undefined && now - Math.max(oldest, answeredAt) > QUIET_MS;
    if (isDown || misses > 0 || isQuiet) void ask();
    else if (waiting.size === 0) pause();
  }
  function run(): void {
    if (stopped) return;
    ticking ??= setInterval(tick, TICK_MS).unref();
  }
  function pause(): void {
    clearInterval(ticking);
    ticking = undefined;
  }

  async function ask(): Promise<void> {
    if (asking || stopped) return;
    asking = true;
    const asked = performance.now();
    const answers = await isAnswering(host, port);
    asking = false;
    if (answers) {
      answeredAt = performance.now();
      misses = 0;
      isDown = false;
      return;
    }
    misses += 1;
    if (misses < MISSES_TO_BE_DOWN || stopped) return;
    if (!isDown) onDown();
    isDown = true;
    const silent = new ServerUnresponsiveError('The database server does not answer');
    for (const { statement, since } of [...waiting]) if (since < asked) statement.abandon(silent);
  }

  return {
    get isDown() {
      return isDown;
    },
    watch(statement) {
      run();
      return waiting.add({ statement, since: performance.now() });
    },
    suspect() {
      run();
      void ask();
    },
    stop() {
      stopped = true;
      pause();
    },
  };
}

/** PostgreSQL's SSLRequest: every server answers it with a letter, before anybody has to say who they are. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

function isAnswering(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    const settle = (answers: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answers);
    };
    // Behind what has arrived meanwhile: a busy event loop runs its overdue timers first.
    const timer = setTimeout(() => setImmediate(settle, false), ANSWER_WITHIN_MS);
    socket.once('connect', () => socket.write(SSL_REQUEST));
    socket.once('data', () => settle(true));
    // A refused connection is an answer. Statements on this server then fail by themselves, at once.
    socket.once('error', () => settle(true));
    socket.once('end', () => settle(true));
  });
}

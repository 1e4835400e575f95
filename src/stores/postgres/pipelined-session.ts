import type pg from 'pg';
import { loseConnection } from './cancel.js';
import { oneWriteEachTurn, type SendingConnection } from './one-write.js';

/*
 * A connection on which many statements are under way at a time (pg's pipeline mode). It connects when it is first
 * needed, and again after it was lost.
 *
 *   closed --open()--> opening --connected--> open
 *   opening, open --failed, lose()--> resting --(REST_MS)--> closed
 *   open --it has prepared MOST_STATEMENTS, none is under way, and another one comes--> closed
 *   any --stop()--> stopped
 */

/** A statement whose rows are arrays. Without a name it is not prepared. */
export type NamedStatement = pg.QueryArrayConfig & { readonly name: string };

export interface PipelinedSession {
  readonly isOpen: boolean;
  /** The number of statements that wait for their answers. */
  readonly underWay: number;
  /** Connects, unless it has a connection or has lost one a moment ago. */
  open(): void;
  /**
   * Whether it can send this statement now, and is expected to answer it soon. One that has prepared too many others
   * closes, so that the next ones find room.
   */
  takes(statement: NamedStatement): boolean;
  /**
   * Resolves to the rows, and how long the server took when it had come to this statement, in milliseconds. Of answers
   * that arrive together, the first has the time of all, so only averages say something.
   */
  query(statement: NamedStatement): Promise<{ readonly rows: unknown[][]; readonly ms: number }>;
  /** Ends the connection at once: nothing comes through it any more. */
  lose(): void;
  stop(): Promise<void>;
}

/** Far below what a connection may have prepared, by their number and their length together. */
const MOST_STATEMENTS = 100;
const LONGEST_STATEMENT = 10_000;
const MOST_UNDER_WAY = 64;
/** When nothing was answered for this long, a further statement would wait behind one that takes long. */
const BUSY_AFTER_MS = 20;
const REST_MS = 1_000;

/** See PipelinedSession. `createClient` makes a client in pipeline mode that is not connected. */
export function createPipelinedSession(createClient: () => pg.Client): PipelinedSession {
  let state: 'closed' | 'opening' | 'open' | 'resting' | 'stopped' = 'closed';
  let client: pg.Client | undefined;
  let resting: NodeJS.Timeout | undefined;
  let underWay = 0;
  let answeredAt = 0;
  const names = new Set<string>();

  async function open(): Promise<void> {
    state = 'opening';
    names.clear();
    const opened = (client = createClient());
    opened.on('error', () => rest(opened));
    opened.once('end', () => rest(opened));
    try {
      await opened.connect();
      oneWriteEachTurn((opened as unknown as { readonly connection: SendingConnection }).connection);
      if (client === opened) state = 'open';
    } catch {
      rest(opened);
    }
  }

  function rest(lost: pg.Client): void {
    if (client !== lost) return;
    client = undefined;
    loseConnection(lost);
    if (state === 'stopped') return;
    state = 'resting';
    resting = setTimeout(() => (state = 'closed'), REST_MS).unref();
  }

  function close(): void {
    const full = client;
    client = undefined;
    state = 'closed';
    full?.end().catch(() => undefined);
  }

  return {
    get isOpen() {
      return state === 'open';
    },
    get underWay() {
      return underWay;
    },
    open() {
      if (state === 'closed') void open();
    },
    takes({ name, text }) {
      if (state !== 'open' || name === '' || text.length > LONGEST_STATEMENT || underWay >= MOST_UNDER_WAY)
        return false;
      if (underWay > 0) return performance.now() - answeredAt <= BUSY_AFTER_MS && isKnownOrNew(name);
      if (!isKnownOrNew(name)) close();
      return state === 'open';
    },
    async query(statement) {
      const session = client;
      if (session === undefined) throw new Error('The session is not open');
      names.add(statement.name);
      const sentAt = performance.now();
      if (underWay === 0) answeredAt = sentAt;
      underWay += 1;
      try {
        const { rows } = await session.query<unknown[]>(statement);
        const now = performance.now();
        const ms = now - Math.max(sentAt, answeredAt);
        answeredAt = now;
        return { rows, ms };
      } finally {
        underWay -= 1;
      }
    },
    lose() {
      if (client !== undefined) rest(client);
    },
    async stop() {
      const open = state === 'open' ? client : undefined;
      if (open === undefined && client !== undefined) rest(client);
      state = 'stopped';
      clearTimeout(resting);
      await open?.end().catch(() => undefined);
    },
  };

  function isKnownOrNew(name: string): boolean {
    return names.has(name) || names.size < MOST_STATEMENTS;
  }
}

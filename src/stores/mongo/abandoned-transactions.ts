import { randomUUID } from 'node:crypto';
import type { ClientSession, Db, ServerSessionId } from 'mongodb';
import { createSweep } from '../../kernel/sweep.js';
import { collectionsOf, type TransactingProcessDocument } from './collections.js';

/*
 * A transaction belongs to its session and not to a connection. When a process is killed in a transaction, the server
 * keeps the transaction for a minute, and until then every write to the same documents conflicts. So each process notes
 * its sessions in the database, and that it lives. The others end the sessions of one that has been silent.
 *
 * Ending a session is harmless: a transaction commits as a whole or not at all, and a process that was only slow runs
 * it again.
 */

export interface AbandonedTransactions {
  /** Resolves when the session is noted. To be awaited before a transaction of the session begins. */
  note(session: ClientSession): Promise<void>;
  /** Resolves when this process is no longer noted. */
  stop(): Promise<void>;
}

export interface AbandonedTiming {
  readonly beatEveryMs: number;
  /** A process without a beat for this long has ended. By the clock of the one that looks. */
  readonly silentMs: number;
}

const TIMING: AbandonedTiming = { beatEveryMs: 500, silentMs: 2_000 };
/** Above the sessions that a process uses at once: one for each connection of its pool. */
const MOST_SESSIONS = 100;

/** See AbandonedTransactions. It begins with the first session; until then nothing is written or read. */
export function createAbandonedTransactions(
  db: Db,
  onError: (error: unknown) => void,
  { beatEveryMs, silentMs }: AbandonedTiming = TIMING,
): AbandonedTransactions {
  const { transactingProcesses } = collectionsOf(db);
  const own = randomUUID();
  const sessions = new Map<string, ServerSessionId>();
  const others = new Map<string, { readonly beat: number; readonly since: number }>();
  let isStarted = false;
  let failures = 0;

  const sweep = createSweep({
    intervalMs: beatEveryMs,
    async sweep() {
      await write();
      const ended = (
        await transactingProcesses.find({ _id: { $ne: own } }, { projection: { beat: 1 } }).toArray()
      ).filter(isSilent);
      for (const { _id, beat } of ended) await end(_id, beat);
      failures = 0;
      return ended.length;
    },
    // A server that is away is reported by those who need it.
    onError: (error) => void ((failures += 1) === 1 && onError(error)),
  });

  /** Says that this process lives, and which sessions are its own. */
  async function write(): Promise<void> {
    await transactingProcesses.updateOne(
      { _id: own },
      { $inc: { beat: 1 }, $set: { sessions: [...sessions.values()] } },
      { upsert: true, writeConcern: { w: 1 } },
    );
  }

  function isSilent({ _id, beat }: Pick<TransactingProcessDocument, '_id' | 'beat'>): boolean {
    const known = others.get(_id);
    if (known?.beat !== beat) others.set(_id, { beat, since: performance.now() });
    return known?.beat === beat && performance.now() - known.since >= silentMs;
  }

  async function end(_id: string, beat: number): Promise<void> {
    const silent = await transactingProcesses.findOne({ _id, beat });
    if (silent === null) return;
    if (silent.sessions.length > 0) await db.command({ killSessions: silent.sessions });
    await transactingProcesses.deleteOne({ _id, beat });
    others.delete(_id);
  }

  return {
    async note(session) {
      const { id } = session;
      if (id === undefined || sessions.has(nameOf(id))) return;
      const [oldest] = sessions.keys();
      if (sessions.size >= MOST_SESSIONS && oldest !== undefined) sessions.delete(oldest);
      sessions.set(nameOf(id), id);
      await write();
      if (!isStarted) sweep.start();
      isStarted = true;
    },
    async stop() {
      if (!isStarted) return;
      await sweep.stop();
      await transactingProcesses.deleteOne({ _id: own }).catch(() => undefined);
    },
  };
}

const nameOf = ({ id }: ServerSessionId) => id.toString('hex');

import type pg from 'pg';
import { DomainError } from '../../kernel/errors.js';
import { throwIfOver } from '../../ops/operation-scope.js';
import { createPipelinedSession, type NamedStatement, type PipelinedSession } from './pipelined-session.js';
import { createQuickStatements } from './quick-statements.js';

/**
 * Reads of the pool, of which those that take little time share a few connections. What one turn of the event loop
 * sends is one write there, and what the server has answered meanwhile is one read. Each process of the server that is
 * woken and put to sleep, and each system call, takes as long as a small read.
 *
 * This is only ever quicker. A read that takes long, or that comes while the shared connections are busy or absent,
 * goes to the pool. So does, once more, a read that has failed on a shared connection.
 */
export interface PipelinedReads {
  /** The number of shared connections that are open. */
  readonly connections: number;
  /** Runs a statement that changes nothing. Throws as `alone` does. */
  rows(statement: NamedStatement): Promise<unknown[][]>;
  /** Ends the shared connections at once: nothing comes through them any more. */
  lose(): void;
  stop(): Promise<void>;
}

interface PipelinedReadsConfig {
  /** Makes a client in pipeline mode that is not connected. */
  readonly createClient: () => pg.Client;
  /** Runs a statement on a connection of its own. */
  readonly alone: (statement: NamedStatement) => Promise<unknown[][]>;
}

/** The server works on each by itself. The gateway, which has one thread, keeps no more of them busy. */
const SESSIONS = 3;
/** With fewer under way, a session takes the next read, so that it is sent with others. */
const FEW = 8;
/** A longer read is stopped, because others wait behind it, and goes to the pool. */
export const PIPELINED_STATEMENT_MS = 100;
const STOPPED = '57014';

/** See PipelinedReads. It connects when it is first needed. */
export function createPipelinedReads({ createClient, alone }: PipelinedReadsConfig): PipelinedReads {
  const sessions = Array.from({ length: SESSIONS }, () => createPipelinedSession(createClient));
  const quick = createQuickStatements();

  function sessionFor(statement: NamedStatement): PipelinedSession | undefined {
    let idlest: PipelinedSession | undefined;
    for (const session of sessions) {
      if (!session.isOpen) {
        session.open();
        return idlest;
      }
      if (!session.takes(statement)) continue;
      if (session.underWay < FEW) return session;
      if (idlest === undefined || session.underWay < idlest.underWay) idlest = session;
    }
    return idlest;
  }

  async function rowsAlone(statement: NamedStatement): Promise<unknown[][]> {
    const began = performance.now();
    const rows = await alone(statement);
    if (statement.name !== '') quick.ranAlone(statement.name, performance.now() - began);
    return rows;
  }

  return {
    get connections() {
      return sessions.filter(({ isOpen }) => isOpen).length;
    },
    async rows(statement) {
      const session = quick.has(statement.name) ? sessionFor(statement) : undefined;
      if (session === undefined) return rowsAlone(statement);
      throwIfOver();
      try {
        const { rows, ms } = await session.query(statement);
        quick.ranBesideOthers(statement.name, ms);
        return rows;
      } catch (error) {
        // Its operation has ended, or may read no more.
        if (error instanceof DomainError) throw error;
        if ((error as { readonly code?: unknown }).code === STOPPED) quick.wasStopped(statement.name);
        return rowsAlone(statement);
      }
    },
    lose() {
      for (const session of sessions) session.lose();
    },
    async stop() {
      await Promise.all(sessions.map((session) => session.stop()));
    },
  };
}

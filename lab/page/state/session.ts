import { LabError } from '../../trade-offs/lab-error.js';
import { openLabSession, type LabSession } from '../../trade-offs/lab-session.js';
import { prepareFixtures } from '../../trade-offs/fixtures.js';
import type { LabFixtures } from '../../trade-offs/task.js';
import type { LabTransport } from '../../trade-offs/transport.js';

/**
 * The session and the fixtures of the measurements. Both are requested when they are needed, and kept until they are
 * dropped or expire.
 */
export interface Session {
  /** Opens a session and prepares the fixtures. Rejects with TokenNeeded when a person has to enter a token. */
  fixtures(signal: AbortSignal): Promise<LabFixtures>;
  /** Uses this token from now on. It is kept in memory only. */
  use(token: string): void;
  /** Forgets the fixtures, because the gateway for which they were made may be gone. */
  drop(): void;
}

/** The gateway gives no session by itself, or refuses the given token: a person has to enter one. */
export class TokenNeeded extends Error {
  override readonly name = 'TokenNeeded';
}

/** A session is renewed this long before it expires, so that none ends during a run. */
const RENEW_BEFORE_MS = 15 * 60_000;

export function createSession(origin: string, transport: LabTransport): Session {
  let given: string | undefined;
  let prepared: { readonly fixtures: LabFixtures; readonly until: number } | undefined;

  async function open(signal: AbortSignal): Promise<LabSession> {
    try {
      return await openLabSession(origin, transport, signal);
    } catch (error) {
      throw error instanceof LabError ? new TokenNeeded(error.message) : error;
    }
  }

  async function prepare(signal: AbortSignal): Promise<NonNullable<typeof prepared>> {
    if (given === undefined) {
      const { token, expiresAt } = await open(signal);
      return {
        fixtures: await prepareFixtures(origin, token, transport, signal),
        until: Date.parse(expiresAt) - RENEW_BEFORE_MS,
      };
    }
    try {
      return { fixtures: await prepareFixtures(origin, given, transport, signal), until: Number.POSITIVE_INFINITY };
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof LabError
        ? new TokenNeeded(`The lab cannot prepare its data with this token. ${error.message}`)
        : error;
    }
  }

  return {
    async fixtures(signal) {
      if (prepared === undefined || Date.now() >= prepared.until) prepared = await prepare(signal);
      return prepared.fixtures;
    },
    use(token) {
      given = token;
      prepared = undefined;
    },
    drop() {
      prepared = undefined;
    },
  };
}

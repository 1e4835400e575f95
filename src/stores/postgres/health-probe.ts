import pg from 'pg';

const CONNECT_WITHIN_MS = 2_000;

/** Checks that a server answers, on a connection of its own: a full pool is no fault of the server. */
interface HealthProbe {
  /** Resolves when it answers. One that has not when `signal` aborts is given up, with its connection. */
  check(signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A probe of the PostgreSQL server at `connectionString`; it connects at its first check, and again after a failure.
 */
export function createPostgresProbe(connectionString: string): HealthProbe {
  let client: pg.Client | undefined;

  /** Without waiting: a server that hangs does not say goodbye. */
  function drop(dropped: pg.Client): void {
    if (client === dropped) client = undefined;
    (
      dropped as unknown as { readonly connection: { readonly stream: { destroy(): void } } }
    ).connection.stream.destroy();
  }

  return {
    async check(signal) {
      const asked = (client ??= new pg.Client({
        connectionString,
        connectionTimeoutMillis: CONNECT_WITHIN_MS,
        application_name: 'graphql-gateway health',
      }));
      const isNew = asked.listenerCount('error') === 0;
      const giveUp = () => drop(asked);
      signal.addEventListener('abort', giveUp, { once: true });
      try {
        if (isNew) {
          // A connection that breaks between two checks is replaced by the next.
          asked.on('error', () => drop(asked));
          await asked.connect();
        }
        await asked.query('SELECT 1');
      } catch (error) {
        drop(asked);
        throw error;
      } finally {
        signal.removeEventListener('abort', giveUp);
      }
    },
    async stop() {
      if (client !== undefined) drop(client);
    },
  };
}

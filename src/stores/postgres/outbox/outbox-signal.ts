import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { OutboxSignal, ShardLeadership } from '../../../domain/outbox/outbox.js';
import { jitteredBackoffMs, abortableDelay } from '../../../kernel/backoff.js';
import type { Logger } from '../../../ops/logger.js';
import { NO_CONTEXT, withContext } from '../../../ops/work-context.js';
import type { Database } from '../database.js';

const CHANNEL = 'outbox';
const RECONNECT = { firstMs: 100, maxMs: 5_000 };

interface OutboxSignalConfig {
  readonly database: Database;
  /** For the connection that listens: the pool would never get a pooled one back. */
  readonly connectionString: string;
  readonly logger: Logger;
  /** While this process leads every shard, its listeners alone are told. */
  readonly leadership: Pick<ShardLeadership, 'leadsAll'>;
}

/**
 * OutboxSignal by NOTIFY. A listener in this process is called at once, those of others by the server. `notify` is
 * debounced by its own round trip: whatever is notified while one is under way goes into the next. It uses the pool and
 * a transaction of its own, since commits that notify are put in a queue by the server, one lock for the whole
 * database. Such a transaction is written to the server's log and flushed, so none is sent where no other gateway has a
 * shard. One that takes over a shard that was lost unnoticed finds its events by polling.
 */
export function createOutboxSignal({
  database,
  connectionString,
  logger,
  leadership,
}: OutboxSignalConfig): OutboxSignal {
  /** Tells our own notifications, which need not come back, from those of other gateways. */
  const self = randomUUID();
  const listeners = new Set<() => void>();
  const abort = new AbortController();
  let connected: Promise<pg.Client> | undefined;
  let sending: Promise<void> | undefined;
  let again = false;

  const wakeAll = (): void => listeners.forEach((listener) => listener());

  async function connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString,
      application_name: 'graphql-gateway signal',
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      query_timeout: 5_000,
    });
    client.on('error', () => undefined);
    client.on('notification', ({ payload }) => payload !== self && wakeAll());
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    client.once('end', () => !abort.signal.aborted && void reconnect());
    return client;
  }

  async function reconnect(): Promise<void> {
    for (let failures = 1; !abort.signal.aborted; failures += 1) {
      try {
        connected = connect();
        await connected;
        // Notifications in the meantime are lost, so wake all.
        return wakeAll();
      } catch (error) {
        logger.warn({ err: error }, 'Outbox notifications are unavailable; the outbox is polled until they work again');
        await abortableDelay(jitteredBackoffMs(RECONNECT, failures), abort.signal).catch(() => undefined);
      }
    }
  }

  async function send(): Promise<void> {
    while (again) {
      again = false;
      try {
        await database.pool.query({ name: 'outbox-notify', text: 'SELECT pg_notify($1, $2)', values: [CHANNEL, self] });
      } catch (error) {
        logger.debug({ err: error }, 'The outbox notification could not be sent; polling finds the events');
      }
    }
    sending = undefined;
  }

  return {
    async listen(listener) {
      listeners.add(listener);
      await (connected ??= connect()).catch((error: unknown) => {
        connected = undefined;
        throw error;
      });
    },

    notify() {
      if (abort.signal.aborted) return;
      wakeAll();
      if (leadership.leadsAll) return;
      again = true;
      // It is not part of the request whose commit it reports, because it also reports the commits of other requests.
      sending ??= withContext(NO_CONTEXT, send);
    },

    async stop() {
      abort.abort();
      listeners.clear();
      const client = await connected?.catch(() => undefined);
      await Promise.all([client?.end(), sending]);
    },
  };
}

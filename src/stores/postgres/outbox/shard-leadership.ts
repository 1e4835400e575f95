import pg from 'pg';
import { OUTBOX_SHARDS, type ShardLeadership } from '../../../domain/outbox/outbox.js';

/** The first half of the advisory locks' names; the shard is the second. The number only has to be ours. */
const LOCK_SPACE = 0x6f75_7462;
/**
 * A connection can be gone without a word; asked less often than this it might lead for long without holding a lock.
 */
const VERIFY_EVERY_MS = 1_000;
const ANSWER_WITHIN_MS = 5_000;

const TAKE = `SELECT shard FROM unnest($1::int[]) AS shard WHERE pg_try_advisory_lock(${LOCK_SPACE}, shard)`;

/**
 * ShardLeadership by advisory locks of one session: PostgreSQL gives each to one session at a time, and frees it with
 * the session, however that ends. Connects at the first `acquire`, and again after a loss.
 */
export function createShardLeadership(connectionString: string): ShardLeadership {
  let session: pg.Client | undefined;
  let led: readonly number[] = [];
  let verifiedAt = 0;

  async function open(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString,
      application_name: 'graphql-gateway relay',
      keepAlive: true,
      connectionTimeoutMillis: ANSWER_WITHIN_MS,
      query_timeout: ANSWER_WITHIN_MS,
    });
    client.on('error', () => lose(client));
    client.on('end', () => lose(client));
    await client.connect();
    session = client;
    return client;
  }

  function lose(client: pg.Client): void {
    if (session !== client) return;
    session = undefined;
    led = [];
  }

  async function close(client: pg.Client): Promise<void> {
    lose(client);
    await client.end().catch(() => undefined);
  }

  return {
    async acquire() {
      if (session !== undefined && led.length === OUTBOX_SHARDS && Date.now() - verifiedAt < VERIFY_EVERY_MS)
        return led;
      const client = session ?? (await open());
      try {
        // Only those not held: a session can hold a lock several times, and would have to release it as often.
        const free = Array.from({ length: OUTBOX_SHARDS }, (_, shard) => shard).filter((shard) => !led.includes(shard));
        const { rows } = await client.query<{ shard: number }>(TAKE, [free]);
        if (session !== client) return [];
        verifiedAt = Date.now();
        led = [...led, ...rows.map((row) => row.shard)].sort((a, b) => a - b);
        return led;
      } catch (error) {
        // Whether the locks are held is not known; ending the session frees them if they are.
        await close(client);
        throw error;
      }
    },

    get leadsAll() {
      return led.length === OUTBOX_SHARDS;
    },

    async release() {
      if (session !== undefined) await close(session);
    },
  };
}

import { createOutbox } from '../../src/stores/postgres/outbox/outbox.js';
import { createOutboxQueue } from '../../src/stores/postgres/outbox/outbox-queue.js';
import { createDatabase, type Database } from '../../src/stores/postgres/database.js';
import type { GatewayEvent } from '../../src/contracts/gateway-event.js';
import type { OutboxQueue } from '../../src/domain/outbox/outbox.js';
import { inTransaction } from '../../src/stores/postgres/transaction.js';
import { createOwnDatabase } from './own-database.js';

/** An outbox in a database of its own. */
export interface OwnOutbox {
  readonly url: string;
  readonly database: Database;
  readonly queue: OutboxQueue;
  /** Appends in a transaction that commits once `before` has resolved. */
  append(events: readonly GatewayEvent[], before?: () => Promise<void>): Promise<void>;
  drop(): Promise<void>;
}

export async function createOwnOutbox(): Promise<OwnOutbox> {
  const own = await createOwnDatabase();
  const database = createDatabase(own.url);
  return {
    url: own.url,
    database,
    queue: createOutboxQueue(database),
    async append(events, before) {
      await inTransaction(database, async (tx) => {
        await createOutbox(tx).append(events);
        // Sends what was appended: its numbers are taken here, not at the commit.
        await tx.query('appended', 'SELECT 1 AS one', []);
        await before?.();
      });
    },
    async drop() {
      await database.stop();
      await own.drop();
    },
  };
}

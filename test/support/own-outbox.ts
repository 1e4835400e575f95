import { createOutbox } from '../../src/stores/postgres/outbox/outbox.js';
import { createOutboxQueue } from '../../src/stores/postgres/outbox/outbox-queue.js';
import { createDatabase, type Database } from '../../src/stores/postgres/database.js';
import type { GatewayEvent } from '../../src/contracts/gateway-event.js';
import type { OutboxQueue } from '../../src/domain/outbox/outbox.js';
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
      await database.prisma.$transaction(
        async (tx) => {
          await createOutbox(tx).append(events);
          await before?.();
        },
        { timeout: 20_000 },
      );
    },
    async drop() {
      await database.stop();
      await own.drop();
    },
  };
}

import { AsyncLocalStorage } from 'node:async_hooks';
import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import type { Prisma, PrismaClient } from './generated/client.js';

/** The connection whose transaction Prisma is about to join. */
const joining = new AsyncLocalStorage<pg.PoolClient>();
const BEGINS_OR_ENDS = /^(BEGIN|COMMIT|ROLLBACK)$/;
const NO_ROWS = { rows: [], fields: [], rowCount: 0 };

type Begins = { startTransaction(level?: unknown): Promise<unknown> };

/** Prisma's adapter, whose transactions begin on a connection of their own, or join the one that joinPrisma names. */
export class JoiningPrismaPg extends PrismaPg {
  override async connect(): ReturnType<PrismaPg['connect']> {
    const adapter = await super.connect();
    const begin = (adapter as unknown as Begins).startTransaction;
    (adapter as unknown as Begins).startTransaction = (level) => {
      const client = joining.getStore();
      if (client === undefined) return begin.call(adapter, level);
      const guest = { connect: async () => withoutEnds(client) };
      return begin.call(Object.create(adapter, { client: { value: guest } }) as Begins, undefined);
    };
    return adapter;
  }
}

/** The connection for a guest: whoever began the transaction ends it, and returns the connection. */
function withoutEnds(client: pg.PoolClient) {
  return {
    query: (query: { readonly text: string }) =>
      BEGINS_OR_ENDS.test(query.text) ? Promise.resolve(NO_ROWS) : client.query(query),
    on: client.on.bind(client),
    removeListener: client.removeListener.bind(client),
    release: () => undefined,
  };
}

/** Prisma as a guest of a transaction. */
export interface JoinedPrisma {
  readonly tx: Prisma.TransactionClient;
  /** Call it before the transaction ends, whichever way. */
  leave(): Promise<void>;
}

/** Has Prisma work in the transaction that `client` is in. */
export function joinPrisma(prisma: PrismaClient, client: pg.PoolClient, timeoutMs: number): Promise<JoinedPrisma> {
  return new Promise((resolve, reject) => {
    let end = () => undefined as void;
    const ended = new Promise<void>((settle) => (end = settle));
    const stay = joining.run(client, () =>
      prisma.$transaction(
        (tx) => {
          resolve({
            tx,
            leave: () => {
              end();
              return stay.catch(() => undefined);
            },
          });
          return ended;
        },
        { timeout: timeoutMs },
      ),
    );
    stay.catch(reject);
  });
}

import { randomUUID } from 'node:crypto';
import { MongoNetworkTimeoutError, MongoServerError } from 'mongodb';
import pg from 'pg';
import { openCuttableRelay } from './cuttable-relay.js';
import { openMongo, openPool, type OwnStores } from './own-stores.js';
import type { Sheet } from './sheet.js';
import {
  bookInDocument,
  bookInPostgres,
  bookInTransaction,
  isRefused,
  mongoSteps,
  MONGO_STEPS,
  sqlSteps,
  SQL_STEPS,
  type BookingRequest,
} from './transaction-sides.js';

/** Shows that only this file books. */
export const FAILURE_SHOWS = { aborted: 1, unguarded: 2, cut: 3 } as const;
/** The time that another customer waits for seats of a transaction whose client is lost. */
const PATIENCE_MS = 2_000;
const NOT_TRIED = 'not tried (the address is not one plain host)';

const IN_TRANSACTION = 'The last step fails: seats that stay moved';
const WITHOUT = 'The same steps without a transaction: seats that stay moved';
const CUT = 'The connection is cut after the seats are moved: seats that others see as moved';
const AFTER_CUT = `Another customer gets one of those seats within ${PATIENCE_MS / 1000} s`;

/**
 * Interrupts bookings and checks which of their writes remain. `seats` are four free seats of each show of
 * FAILURE_SHOWS.
 */
export async function failInTheMiddle(
  stores: OwnStores,
  sheet: Sheet,
  seats: readonly string[],
  mongoTransactions: boolean,
): Promise<void> {
  const { pool, mongo, db } = stores;
  const request = (show: number): BookingRequest => ({ booking: randomUUID(), show, seats });

  // The booking's id exists already, so the last step fails after the seats were moved.
  for (const [show, what] of [
    [FAILURE_SHOWS.aborted, IN_TRANSACTION],
    [FAILURE_SHOWS.unguarded, WITHOUT],
  ] as const) {
    const broken = request(show);
    await pool.query('INSERT INTO booking (id, show_id, seats) VALUES ($1, $2, $3)', [broken.booking, show, []]);
    await mustFail(() =>
      what === IN_TRANSACTION ? bookInPostgres(pool, broken) : withClient(pool, (client) => sqlSteps(client, broken)),
    );
    sheet.outcome(what, 'postgresql', await movedRows(pool, show));
    if (!mongoTransactions) continue;
    await db.collection<{ _id: string }>('booking').insertOne({ _id: broken.booking });
    await mustFail(() =>
      what === IN_TRANSACTION ? bookInTransaction(mongo, db, broken) : mongoSteps(db, broken, undefined),
    );
    sheet.outcome(what, 'mongodb-transaction', await movedDocuments(stores, show));
  }
  await failInDocument(stores, sheet, request(FAILURE_SHOWS.aborted));
  await cutPostgres(stores, sheet, request(FAILURE_SHOWS.cut));
  if (mongoTransactions) await cutMongo(stores, sheet, request(FAILURE_SHOWS.cut));
}

/** One command cannot fail between seats and booking. It can only find that a seat is not free. */
async function failInDocument({ db }: OwnStores, sheet: Sheet, request: BookingRequest): Promise<void> {
  const shows = db.collection<{ _id: number }>('show');
  const last = request.seats.at(-1)!;
  await shows.updateOne({ _id: request.show }, { $set: { [`seats.${last}`]: 'sold' } });
  if (await bookInDocument(request).run(db)) throw new Error('A seat that was sold has been sold again');
  const show = await shows.findOne({ _id: request.show });
  const map = (show as unknown as { seats: Record<string, string> }).seats;
  sheet.outcome(
    IN_TRANSACTION,
    'mongodb-document',
    Object.values(map).filter((holder) => holder === request.booking).length,
  );
}

async function cutPostgres(
  { databaseUrl, schema, pool }: OwnStores,
  sheet: Sheet,
  request: BookingRequest,
): Promise<void> {
  const way = await openCuttableRelay(databaseUrl);
  if (way === undefined) return sheet.outcome(CUT, 'postgresql', NOT_TRIED);
  const lost = openPool(way.url, schema);
  try {
    const client = await lost.connect();
    client.on('error', () => undefined);
    try {
      await client.query('BEGIN');
      await sqlSteps(client, request, SQL_STEPS.length - 1);
      await way.cut();
    } finally {
      client.release(true);
    }
    sheet.outcome(CUT, 'postgresql', await movedRows(pool, request.show));
    sheet.outcome(
      AFTER_CUT,
      'postgresql',
      await withClient(pool, async (other) => {
        await other.query(`SET lock_timeout = ${PATIENCE_MS}`);
        try {
          await sqlSteps(other, { ...request, booking: randomUUID(), seats: request.seats.slice(0, 1) });
          return true;
        } catch (error) {
          if (error instanceof pg.DatabaseError && error.code === '55P03') return false;
          throw error;
        } finally {
          await other.query('RESET lock_timeout');
        }
      }),
    );
  } finally {
    await way.cut();
    await lost.end();
  }
}

async function cutMongo(stores: OwnStores, sheet: Sheet, request: BookingRequest): Promise<void> {
  const { mongodbUrl, db } = stores;
  const way = await openCuttableRelay(mongodbUrl);
  if (way === undefined) return sheet.outcome(CUT, 'mongodb-transaction', NOT_TRIED);
  // A direct connection. Otherwise the driver would connect to the address that the server reports, and not to the
  // relay.
  const lost = openMongo(way.url, { directConnection: true, serverSelectionTimeoutMS: 500 });
  try {
    const session = lost.startSession();
    session.startTransaction({ readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority', journal: true } });
    await mongoSteps(lost.db(db.databaseName), request, session, MONGO_STEPS.length - 1);
    await way.cut();
    sheet.outcome(CUT, 'mongodb-transaction', await movedDocuments(stores, request.show));
    sheet.outcome(AFTER_CUT, 'mongodb-transaction', await takenWithin(stores, request));
    // Otherwise it would lock its seats until it expires, and this run's databases could not be dropped.
    await db.command({ killSessions: [session.id] });
  } finally {
    await way.cut();
    await lost.close();
  }
}

async function takenWithin({ mongodbUrl, db }: OwnStores, { show, seats: [seat] }: BookingRequest): Promise<boolean> {
  // On a separate client, which gives up by itself if the server does not.
  const other = openMongo(mongodbUrl, { socketTimeoutMS: 2 * PATIENCE_MS, retryWrites: false });
  try {
    const filter = { show, label: seat, booking: null };
    const { modifiedCount } = await other
      .db(db.databaseName)
      .collection('seat')
      .updateOne(filter, { $set: { booking: randomUUID() } }, { maxTimeMS: PATIENCE_MS });
    return modifiedCount === 1;
  } catch (error) {
    // It waited in vain, or the server reported the conflict.
    if (
      error instanceof MongoNetworkTimeoutError ||
      (error instanceof MongoServerError && (error.code === 50 || error.code === 112))
    )
      return false;
    throw error;
  } finally {
    await other.close();
  }
}

async function mustFail(work: () => Promise<unknown>): Promise<void> {
  const failure = await work().then(
    () => undefined,
    (error: unknown) => error,
  );
  if (failure === undefined) throw new Error('A booking under an id that exists was accepted');
  if (!isRefused(failure)) throw failure;
}

async function withClient<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    return await work(client);
  } finally {
    client.release();
  }
}

async function movedRows(pool: pg.Pool, show: number): Promise<number> {
  const { rows } = await pool.query<{ moved: number }>(
    'SELECT count(*)::int AS moved FROM seat WHERE show_id = $1 AND booking_id IS NOT NULL',
    [show],
  );
  return rows[0]!.moved;
}

function movedDocuments({ db }: OwnStores, show: number): Promise<number> {
  return db.collection('seat').countDocuments({ show, booking: { $ne: null } });
}

import { MongoServerError, type ClientSession, type Db, type MongoClient } from 'mongodb';
import pg from 'pg';
import { findOneAndUpdate, insertOne, updateMany, type MongoCall } from './mongo-call.js';
import { runSql, sql, type Sql } from './sql.js';

/** The seats that a customer wants together. */
export interface BookingRequest {
  readonly booking: string;
  readonly show: number;
  readonly seats: readonly string[];
}

/** A step of a booking. If it changes fewer rows or documents than it must, the whole booking is undone. */
interface Step {
  readonly changes: (request: BookingRequest) => number;
}
interface SqlStep extends Step {
  readonly statement: Sql;
  readonly values: (request: BookingRequest) => readonly unknown[];
}
interface MongoStep extends Step {
  readonly call: (request: BookingRequest) => MongoCall<number>;
}

const everySeat = ({ seats }: BookingRequest) => seats.length;

/**
 * The first step locks seats in their order. So bookings that overlap wait for one another, without a deadlock.
 */
export const SQL_STEPS: readonly SqlStep[] = [
  {
    statement: sql(
      'lock-seats',
      `
      SELECT label FROM seat WHERE show_id = $1 AND label = ANY ($2) AND booking_id IS NULL
      ORDER BY label FOR UPDATE`,
    ),
    values: ({ show, seats }) => [show, seats],
    changes: everySeat,
  },
  {
    statement: sql('move-seats', `UPDATE seat SET booking_id = $3 WHERE show_id = $1 AND label = ANY ($2)`),
    values: ({ show, seats, booking }) => [show, seats, booking],
    changes: everySeat,
  },
  {
    statement: sql('write-booking', `INSERT INTO booking (id, show_id, seats) VALUES ($3, $1, $2)`),
    values: ({ show, seats, booking }) => [show, seats, booking],
    changes: () => 1,
  },
];

export const MONGO_STEPS: readonly MongoStep[] = [
  {
    call: ({ show, seats, booking }) =>
      updateMany('seat', { show, label: { $in: seats }, booking: null }, { $set: { booking } }),
    changes: everySeat,
  },
  { call: ({ show, seats, booking }) => insertOne('booking', { _id: booking, show, seats }), changes: () => 1 },
];

/**
 * The show's document has its seat map and its bookings. One command moves the seats and writes the booking, or does
 * nothing.
 */
export function bookInDocument({ show, seats, booking }: BookingRequest): MongoCall<boolean> {
  const each = (value: string) => Object.fromEntries(seats.map((seat) => [`seats.${seat}`, value]));
  return findOneAndUpdate(
    'show',
    { _id: show, ...each('free') },
    { $set: each(booking), $push: { bookings: { _id: booking, seats } } },
  );
}

/** Some of the seats were not free. */
export class Taken extends Error {
  override readonly name = 'Taken';
}

/** Runs the steps up to `until`, by default all. Throws Taken when a step changes fewer rows than it must. */
export async function sqlSteps(
  client: pg.PoolClient,
  request: BookingRequest,
  until = SQL_STEPS.length,
): Promise<void> {
  for (const { statement, values, changes } of SQL_STEPS.slice(0, until)) {
    const { rowCount } = await runSql(client, statement, values(request));
    if (rowCount !== changes(request)) throw new Taken();
  }
}

/** The same as sqlSteps, on MongoDB. */
export async function mongoSteps(
  db: Db,
  request: BookingRequest,
  session: ClientSession | undefined,
  until = MONGO_STEPS.length,
): Promise<void> {
  for (const { call, changes } of MONGO_STEPS.slice(0, until)) {
    if ((await call(request).run(db, session)) !== changes(request)) throw new Taken();
  }
}

const MOST_TRIES = 20;

/**
 * Resolves to the number of retries because of other transactions. Throws Taken, or the store's error.
 */
export async function bookInPostgres(pool: pg.Pool, request: BookingRequest): Promise<number> {
  const client = await pool.connect();
  try {
    for (let retries = 0; ; retries += 1) {
      const failure = await sqlTransaction(client, request);
      if (failure === undefined) return retries;
      if (!isSqlConflict(failure) || retries === MOST_TRIES) throw failure;
    }
  } finally {
    client.release();
  }
}

/**
 * Resolves to the error for which the transaction was rolled back. Rejects when the rollback is not possible, for
 * example without a connection.
 */
async function sqlTransaction(client: pg.PoolClient, request: BookingRequest): Promise<unknown> {
  await client.query('BEGIN');
  try {
    await sqlSteps(client, request);
    await client.query('COMMIT');
    return undefined;
  } catch (error) {
    await client.query('ROLLBACK');
    return error;
  }
}

/** The same as bookInPostgres. The driver itself retries after a conflict. */
export function bookInTransaction(mongo: MongoClient, db: Db, request: BookingRequest): Promise<number> {
  return mongo.withSession(async (session) => {
    let tries = 0;
    await session.withTransaction(
      async () => {
        tries += 1;
        if (tries > MOST_TRIES) throw new Error(`A transaction met another one ${MOST_TRIES} times`);
        await mongoSteps(db, request, session);
      },
      { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority', journal: true } },
    );
    return tries - 1;
  });
}

/** Whether it is a deadlock or a serialisation failure. Then the booking can be retried. */
function isSqlConflict(error: unknown): boolean {
  return error instanceof pg.DatabaseError && (error.code === '40P01' || error.code === '40001');
}

/** Whether the store refused the booking because of its content. False when the store cannot be reached. */
export function isRefused(error: unknown): boolean {
  return error instanceof Taken || error instanceof pg.DatabaseError || error instanceof MongoServerError;
}

import { MongoServerError } from 'mongodb';
import pg from 'pg';
import { quantile, round } from '../statistics.js';
import type { Experiment } from './experiment.js';
import { interleave } from './interleave.js';
import { createCollection, createIndex, deleteOne, findOne, insertOne, showCalls } from './mongo-call.js';
import { MOST_CLIENTS, type OwnStores } from './own-stores.js';
import { Refusal, tryFeature, type Sheet } from './sheet.js';
import { placeholder } from './shell-text.js';
import { runSql, showSql, sql } from './sql.js';

const SHOW = 1;
const NO_SUCH_SHOW = 404;

const SHOW_TABLE = sql('show-table', `CREATE TABLE show (id integer PRIMARY KEY)`);
const BOOKING_TABLE = sql(
  'booking-table',
  `
  CREATE TABLE booking (
    show_id integer NOT NULL REFERENCES show,
    seat    text    NOT NULL,
    price   integer NOT NULL CHECK (price > 0),
    UNIQUE (show_id, seat)
  )`,
);
const BOOK = sql('book', `INSERT INTO booking (show_id, seat, price) VALUES ($1, $2, $3)`);
const DELETE_SHOW = sql('delete-show', `DELETE FROM show WHERE id = $1`);
const LOOSE_TABLE = sql('loose-table', `CREATE TABLE loose_booking (show_id integer, seat text, price integer)`);
const LOOK = sql('look', `SELECT 1 FROM loose_booking WHERE show_id = $1 AND seat = $2`);
const BOOK_LOOSELY = sql('book-loosely', `INSERT INTO loose_booking (show_id, seat, price) VALUES ($1, $2, $3)`);

const VALIDATED = createCollection('booking', {
  validator: {
    $jsonSchema: {
      required: ['show', 'seat', 'price'],
      properties: { show: { bsonType: 'int' }, seat: { bsonType: 'string' }, price: { bsonType: 'int', minimum: 1 } },
    },
  },
});
const ONE_PER_SEAT = createIndex('booking', { show: 1, seat: 1 }, { unique: true });
const book = (show: number, seat: string, price: unknown) => insertOne('booking', { show, seat, price });
const look = (show: number, seat: string) => findOne('loose_booking', { show, seat });
const bookLoosely = (show: number, seat: string, price: unknown) => insertOne('loose_booking', { show, seat, price });
const deleteShow = (id: number) => deleteOne('show', { _id: id });

const EXAMPLE = [placeholder('show') as unknown as number, placeholder('seat'), placeholder('price')] as const;
const EVERYBODY_LOOKS = 'every writer has checked that the seat is free before the first one inserts';

/** Rules that the store enforces, and the same rule when the program checks it. */
export const constraintExperiment: Experiment = {
  id: 'constraint',
  title: 'Rules the data must keep',
  question:
    'No two bookings may have the same seat of a show, every booking belongs to an existing show, and a price is positive. Who enforces these rules when many clients write at once?',
  means:
    'A unique index decides a race in either store. A check before the insert never does: another writer can insert between the check and the write. ' +
    'MongoDB can validate each document against a schema, but no rule can refer to another document. Every program that writes bookings has to ensure by itself that the show exists.',
  sides: [
    {
      id: 'postgresql',
      name: 'PostgreSQL',
      store: 'postgresql',
      shown: { language: 'sql', text: showSql(SHOW_TABLE, BOOKING_TABLE, BOOK) },
    },
    {
      id: 'mongodb',
      name: 'MongoDB, unique index and $jsonSchema',
      store: 'mongodb',
      shown: { language: 'javascript', text: showCalls(VALIDATED, ONE_PER_SEAT, book(...EXAMPLE)) },
    },
    {
      id: 'postgresql-look',
      name: 'PostgreSQL, look then insert',
      store: 'postgresql',
      shown: {
        language: 'sql',
        text: `${showSql(LOOSE_TABLE, LOOK)}\n-- ${EVERYBODY_LOOKS}\n${showSql(BOOK_LOOSELY)}`,
      },
    },
    {
      id: 'mongodb-look',
      name: 'MongoDB, look then insert',
      store: 'mongodb',
      shown: {
        language: 'javascript',
        text: `${showCalls(look(EXAMPLE[0], EXAMPLE[1]))}\n// ${EVERYBODY_LOOKS}\n${showCalls(bookLoosely(...EXAMPLE))}`,
      },
    },
  ],

  async run(stores, sheet, quick) {
    const { pool, db } = stores;
    for (const statement of [SHOW_TABLE, BOOKING_TABLE, LOOSE_TABLE]) await pool.query(statement.text);
    await pool.query('INSERT INTO show VALUES ($1)', [SHOW]);
    await insertOne('show', { _id: SHOW }).run(db);
    const validated = await tryFeature(() => VALIDATED.run(db));
    await ONE_PER_SEAT.run(db);

    const races = quick ? 3 : 10;
    await racing(stores, sheet, races);
    await breaking(stores, sheet, validated);

    const pace = { rounds: quick ? 1 : 3, operations: quick ? 30 : 100, clients: 1 };
    const seat = (index: number, turn: number) => `alone-${turn}-${index}`;
    const taken = await interleave(
      stores.signal,
      [
        { side: 'postgresql', operation: (index, turn) => runSql(pool, BOOK, [SHOW, seat(index, turn), 100]) },
        { side: 'mongodb', operation: (index, turn) => book(SHOW, seat(index, turn), 100).run(db) },
        {
          side: 'postgresql-look',
          operation: async (index, turn) => {
            await runSql(pool, LOOK, [SHOW, seat(index, turn)]);
            await runSql(pool, BOOK_LOOSELY, [SHOW, seat(index, turn), 100]);
          },
        },
      ],
      pace,
    );
    for (const { side, p50, p95 } of taken) {
      sheet.figure('One booking by one writer, p50', 'ms', side, p50);
      sheet.figure('One booking by one writer, p95', 'ms', side, p95);
    }
    return `${races} races of ${MOST_CLIENTS} writers for a seat of their own each race; then single bookings; counted rounds: ${pace.rounds}, of ${pace.operations}.`;
  },
};

interface Racer {
  readonly side: string;
  look?(seat: string): Promise<unknown>;
  insert(seat: string): Promise<unknown>;
  /** Rows that have the seat in the end. */
  count(seat: string): Promise<number>;
}

async function racing({ pool, db, signal }: OwnStores, sheet: Sheet, races: number): Promise<void> {
  const rows = (table: string) => async (seat: string) =>
    (
      await pool.query<{ count: number }>(`SELECT count(*)::int FROM ${table} WHERE show_id = $1 AND seat = $2`, [
        SHOW,
        seat,
      ])
    ).rows[0]!.count;
  const documents = (collection: string) => (seat: string) =>
    db.collection(collection).countDocuments({ show: SHOW, seat });
  const racers: Racer[] = [
    { side: 'postgresql', insert: (seat) => runSql(pool, BOOK, [SHOW, seat, 100]), count: rows('booking') },
    { side: 'mongodb', insert: (seat) => book(SHOW, seat, 100).run(db), count: documents('booking') },
    {
      side: 'postgresql-look',
      look: async (seat) => (await runSql(pool, LOOK, [SHOW, seat])).rows[0],
      insert: (seat) => runSql(pool, BOOK_LOOSELY, [SHOW, seat, 100]),
      count: rows('loose_booking'),
    },
    {
      side: 'mongodb-look',
      look: (seat) => look(SHOW, seat).run(db),
      insert: (seat) => bookLoosely(SHOW, seat, 100).run(db),
      count: documents('loose_booking'),
    },
  ];
  const winners = new Map<string, number[]>();
  const times = new Map<string, number[]>();
  // The first race opens the connections and is not counted.
  for (let race = 0; race <= races; race += 1) {
    for (const racer of racers) {
      signal.throwIfAborted();
      const { won, ms } = await raceFor(`raced-${race}`, racer);
      if (race === 0) continue;
      winners.set(racer.side, [...(winners.get(racer.side) ?? []), won]);
      times.set(racer.side, [...(times.get(racer.side) ?? []), ms]);
    }
  }
  for (const { side } of racers) {
    const won = winners.get(side)!;
    const [least, most] = [Math.min(...won), Math.max(...won)];
    sheet.outcome(
      `Of ${MOST_CLIENTS} writers racing for one seat, got it`,
      side,
      least === most ? most : `${least} to ${most}`,
    );
    sheet.figure('A whole race, p50', 'ms', side, round(quantile(times.get(side)!, 0.5)));
  }
}

async function raceFor(seat: string, { look: looksFirst, insert, count }: Racer): Promise<{ won: number; ms: number }> {
  const writers = Array.from({ length: MOST_CLIENTS });
  const began = performance.now();
  // With the barrier, the control loses every time. Without it, it would lose only sometimes.
  const seen = await Promise.all(writers.map(() => looksFirst?.(seat)));
  const ended = await Promise.allSettled(writers.map(async (_, writer) => (seen[writer] ? undefined : insert(seat))));
  const ms = performance.now() - began;
  for (const each of ended) if (each.status === 'rejected' && !isDuplicate(each.reason)) throw each.reason;
  const won = ended.filter(({ status }) => status === 'fulfilled').length;
  const found = await count(seat);
  if (found !== won) throw new Error(`${won} writers were told that they got the seat, and ${found} rows have it`);
  return { won, ms };
}

/** Tries to break each rule once, without a race. */
async function breaking({ pool, db }: OwnStores, sheet: Sheet, validated: unknown): Promise<void> {
  const attempts = [
    { rule: 'A booking of a show that does not exist', values: [NO_SUCH_SHOW, 'A1', 100] },
    { rule: 'A price of -1', values: [SHOW, 'B1', -1] },
    { rule: "A price of 'free'", values: [SHOW, 'B2', 'free'] },
  ] as const;
  for (const { rule, values } of attempts) {
    sheet.outcome(rule, 'postgresql', await verdict(() => runSql(pool, BOOK, values)));
    const ofSchema = values[0] === SHOW;
    sheet.outcome(
      rule,
      'mongodb',
      ofSchema && validated instanceof Refusal
        ? validated
        : await verdict(() => book(values[0], values[1], values[2]).run(db)),
    );
  }
  const rule = 'Deleting a show that has bookings';
  sheet.outcome(rule, 'postgresql', await verdict(() => runSql(pool, DELETE_SHOW, [SHOW])));
  sheet.outcome(rule, 'mongodb', await verdict(() => deleteShow(SHOW).run(db)));
  const { rows } = await pool.query<{ orphans: number }>(
    'SELECT count(*)::int AS orphans FROM booking WHERE show_id NOT IN (SELECT id FROM show)',
  );
  const shows = (await db.collection<{ _id: number }>('show').find().toArray()).map(({ _id }) => _id);
  sheet.outcome('There are bookings without their show afterwards', 'postgresql', rows[0]!.orphans > 0);
  sheet.outcome(
    'There are bookings without their show afterwards',
    'mongodb',
    (await db.collection('booking').countDocuments({ show: { $nin: shows } })) > 0,
  );
}

async function verdict(attempt: () => Promise<unknown>): Promise<string> {
  try {
    await attempt();
    return 'accepted';
  } catch (error) {
    if (error instanceof pg.DatabaseError || error instanceof MongoServerError) return `refused (${error.message})`;
    throw error;
  }
}

function isDuplicate(error: unknown): boolean {
  return (
    (error instanceof pg.DatabaseError && error.code === '23505') ||
    (error instanceof MongoServerError && error.code === 11_000)
  );
}

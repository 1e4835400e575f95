import { randomUUID } from 'node:crypto';
import type { Experiment } from './experiment.js';
import { interleave, type Contestant } from './interleave.js';
import { createIndex, insertMany } from './mongo-call.js';
import type { OwnStores } from './own-stores.js';
import { Refusal, tryFeature, type Sheet } from './sheet.js';
import { placeholder } from './shell-text.js';
import { showSql, sql } from './sql.js';
import { FAILURE_SHOWS, failInTheMiddle } from './transaction-failures.js';
import {
  bookInDocument,
  bookInPostgres,
  bookInTransaction,
  MONGO_STEPS,
  SQL_STEPS,
  Taken,
  type BookingRequest,
} from './transaction-sides.js';

const SEAT_TABLE = sql(
  'seat-table',
  `CREATE TABLE seat (show_id integer, label text, booking_id uuid, PRIMARY KEY (show_id, label))`,
);
const BOOKING_TABLE = sql(
  'booking-table',
  `CREATE TABLE booking (id uuid PRIMARY KEY, show_id integer NOT NULL, seats text[] NOT NULL)`,
);
const SEAT_INDEX = createIndex('seat', { show: 1, label: 1 }, { unique: true });

const EXAMPLE: BookingRequest = {
  booking: placeholder('booking'),
  show: placeholder('show') as unknown as number,
  seats: placeholder('seats') as unknown as string[],
};
const CLIENT_COUNTS = [1, 8] as const;
/** If a show's document has the seat map, all bookings of the show update it. So there are several shows. */
const SHOWS = 4;
const PARTY = 4;
/**
 * In each group of this many bookings, the last one wants the seats of the one before it. With several clients, both
 * want them at the same moment.
 */
const TWIN_EVERY = 5;
const FIRST_SHOW = 100;

/** Several writes of which all must happen, or none. */
export const transactionExperiment: Experiment = {
  id: 'transaction',
  title: 'All of it or nothing',
  question:
    'A booking takes four seats and is written: all of it or nothing, also when the last step fails or the client dies half-way. What does that cost with one client, and with eight clients that sometimes ask for the same seats?',
  means:
    'Both stores can make several writes atomic. A document that holds all data of a rule needs no transaction, but then every booking of a show has to update the same document. ' +
    'When two bookings ask for the same seats, PostgreSQL lets the second wait and then report the conflict. MongoDB aborts a transaction that conflicts with another one’s write, and the driver runs it again. ' +
    'When the client is lost, a PostgreSQL transaction ends at once. A MongoDB transaction blocks what it wrote for others until it expires (a minute by default).',
  sides: [
    {
      id: 'postgresql',
      name: 'PostgreSQL, transaction',
      store: 'postgresql',
      shown: {
        language: 'sql',
        text: showSql(SEAT_TABLE, BOOKING_TABLE, 'BEGIN', ...SQL_STEPS.map(({ statement }) => statement), 'COMMIT'),
      },
    },
    {
      id: 'mongodb-transaction',
      name: 'MongoDB, transaction',
      store: 'mongodb',
      shown: {
        language: 'javascript',
        text: [
          SEAT_INDEX.show(),
          'session.withTransaction(async () => {',
          ...MONGO_STEPS.map(({ call }) => `  await ${call(EXAMPLE).show()}`),
          '})',
        ].join('\n'),
      },
    },
    {
      id: 'mongodb-document',
      name: 'MongoDB, one document per show',
      store: 'mongodb',
      shown: { language: 'javascript', text: bookInDocument({ ...EXAMPLE, seats: ['A1', 'A2', 'A3', 'A4'] }).show() },
    },
  ],

  async run(stores, sheet, quick) {
    const { pool, mongo, db } = stores;
    const rounds = quick ? 1 : 3;
    const operations = quick ? 40 : 80;
    const distinct = operations - Math.floor(operations / TWIN_EVERY);
    const labels = Array.from({ length: Math.ceil(distinct / SHOWS) * PARTY }, (_, index) => `s${index + 1}`);
    const sets = CLIENT_COUNTS.length * (rounds + 1);
    await prepare(
      stores,
      [...Object.values(FAILURE_SHOWS), ...Array.from({ length: sets * SHOWS }, (_, index) => FIRST_SHOW + index)],
      labels,
    );

    const probe: BookingRequest = { booking: randomUUID(), show: FIRST_SHOW - 1, seats: labels.slice(0, PARTY) };
    await insertMany(
      'seat',
      probe.seats.map((label) => ({ show: probe.show, label, booking: null })),
    ).run(db);
    const supported = await tryFeature(() => bookInTransaction(mongo, db, probe));
    const hasTransactions = !(supported instanceof Refusal);
    await failInTheMiddle(stores, sheet, probe.seats, hasTransactions);

    const tally = new Map<string, { booked: number; refused: number; retries: number }>();
    const booking = (side: string, book: (request: BookingRequest) => Promise<number>, set: number): Contestant => {
      const counts = tally.get(side) ?? { booked: 0, refused: 0, retries: 0 };
      tally.set(side, counts);
      return {
        side,
        async operation(index, turn) {
          try {
            counts.retries += await book(requestOf(index, FIRST_SHOW + (set + turn) * SHOWS, labels));
            counts.booked += 1;
          } catch (error) {
            if (!(error instanceof Taken)) throw error;
            counts.refused += 1;
          }
        },
      };
    };
    for (const [place, clients] of CLIENT_COUNTS.entries()) {
      const set = place * (rounds + 1);
      const taken = await interleave(
        stores.signal,
        [
          booking('postgresql', (request) => bookInPostgres(pool, request), set),
          ...(hasTransactions
            ? [booking('mongodb-transaction', (request) => bookInTransaction(mongo, db, request), set)]
            : []),
          booking(
            'mongodb-document',
            async (request) => {
              if (!(await bookInDocument(request).run(db))) throw new Taken();
              return 0;
            },
            set,
          ),
        ],
        { rounds, operations, clients },
      );
      const who = clients === 1 ? '1 client' : `${clients} clients`;
      for (const { side, p50, p95, perSecond } of taken) {
        sheet.figure(`A booking, ${who}, p50`, 'ms', side, p50);
        sheet.figure(`A booking, ${who}, p95`, 'ms', side, p95);
        sheet.figure(`Bookings tried, ${who}`, '/s', side, perSecond);
      }
      if (supported instanceof Refusal) sheet.figure(`A booking, ${who}, p50`, 'ms', 'mongodb-transaction', supported);
    }
    if (supported instanceof Refusal) sheet.outcome('Bookings made', 'mongodb-transaction', supported);
    await countUp(stores, sheet, tally);
    const all = operations * sets;
    return `${all} bookings of ${PARTY} seats wanted, ${all - distinct * sets} of them the seats of the one before; ${SHOWS} shows at a time; counted rounds: ${rounds}, of ${operations} bookings. Retries are transactions begun anew after meeting another one; the warm-up is counted in.`;
  },
};

/** Booking `index` of a round over SHOWS shows from `first`. All sides get the same bookings. */
function requestOf(index: number, first: number, labels: readonly string[]): BookingRequest {
  // The last booking of a group has the number of the one before it.
  const number = index - Math.floor((index + 1) / TWIN_EVERY);
  const from = Math.floor(number / SHOWS) * PARTY;
  return { booking: randomUUID(), show: first + (number % SHOWS), seats: labels.slice(from, from + PARTY) };
}

async function prepare({ pool, db }: OwnStores, shows: readonly number[], labels: readonly string[]): Promise<void> {
  for (const statement of [SEAT_TABLE, BOOKING_TABLE]) await pool.query(statement.text);
  await pool.query(
    'INSERT INTO seat (show_id, label) SELECT show_id, label FROM unnest($1::int[]) show_id, unnest($2::text[]) label',
    [shows, labels],
  );
  await pool.query('ANALYZE seat');
  await SEAT_INDEX.run(db);
  for (const show of shows) {
    await insertMany(
      'seat',
      labels.map((label) => ({ show, label, booking: null })),
    ).run(db);
  }
  await insertMany(
    'show',
    shows.map((show) => ({
      _id: show,
      seats: Object.fromEntries(labels.map((label) => [label, 'free'])),
      bookings: [],
    })),
  ).run(db);
  // A transaction of an older server cannot create what it writes to.
  await db.createCollection('booking');
}

/** Checks the measured shows afterwards, by reading the stores instead of the clients' results. */
async function countUp(
  { pool, db }: OwnStores,
  sheet: Sheet,
  tally: ReadonlyMap<string, { booked: number; refused: number; retries: number }>,
): Promise<void> {
  const { rows } = await pool.query<{ bookings: number; seats: number }>(
    `SELECT (SELECT count(*)::int FROM booking WHERE show_id >= $1) AS bookings,
            (SELECT count(*)::int FROM seat JOIN booking ON booking.id = booking_id AND label = ANY (seats) WHERE seat.show_id >= $1) AS seats`,
    [FIRST_SHOW],
  );
  const shows = await db
    .collection<{ seats: Record<string, string>; bookings: { _id: string; seats: string[] }[] }>('show')
    .find({ _id: { $gte: FIRST_SHOW } } as object)
    .toArray();
  const written = {
    postgresql: { bookings: rows[0]!.bookings, seats: rows[0]!.seats },
    'mongodb-transaction': {
      bookings: await db.collection('booking').countDocuments({ show: { $gte: FIRST_SHOW } }),
      seats: await db.collection('seat').countDocuments({ show: { $gte: FIRST_SHOW }, booking: { $ne: null } }),
    },
    'mongodb-document': {
      bookings: shows.reduce((sum, show) => sum + show.bookings.length, 0),
      seats: shows.reduce(
        (sum, show) =>
          sum +
          show.bookings.reduce(
            (held, { _id, seats }) => held + seats.filter((seat) => show.seats[seat] === _id).length,
            0,
          ),
        0,
      ),
    },
  };
  for (const [side, counts] of tally) {
    const { bookings, seats } = written[side as keyof typeof written];
    if (bookings !== counts.booked)
      throw new Error(`${side}: ${counts.booked} bookings were confirmed and ${bookings} are there`);
    sheet.outcome('Bookings made', side, bookings);
    sheet.outcome('Seats they hold', side, seats);
    sheet.outcome('Bookings refused because the seats were gone', side, counts.refused);
    sheet.figure('Retries after a conflict', 'count', side, counts.retries);
  }
}

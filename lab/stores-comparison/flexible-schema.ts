import type { Document } from 'mongodb';
import { shapedEvents, SHAPE_NAMES, type ShapedEvent } from './event-shapes.js';
import type { Experiment } from './experiment.js';
import { interleave } from './interleave.js';
import { createIndex, find, insertMany, showCalls } from './mongo-call.js';
import type { OwnStores } from './own-stores.js';
import { seeded, seededUuid } from './seeded.js';
import { rowOf, shapeColumns } from './shape-columns.js';
import { Refusal, type Sheet } from './sheet.js';
import { placeholder } from './shell-text.js';
import { runSql, showSql, sql, type Sql } from './sql.js';
import { round } from '../statistics.js';

const BATCH = 200;
/** Amounts go up to 500,000 in steps of a hundred, so few events have at least this amount. */
const GREAT_AMOUNT = 495_000;
const random = seeded(3);
const SHOWS = Array.from({ length: 40 }, () => seededUuid(random));

/** A way to keep the events in a table of PostgreSQL. */
interface TableSide {
  readonly table: string;
  readonly create: readonly Sql[];
  readonly insert: Sql;
  readonly batch: (events: readonly ShapedEvent[]) => readonly unknown[];
  readonly byShow: Sql;
  readonly showKey: (show: string) => unknown;
  readonly byAmount: Sql;
}

function jsonbSide(
  table: string,
  indexes: readonly string[],
  byShow: string,
  showKey: TableSide['showKey'],
): TableSide {
  return {
    table,
    create: [
      sql(
        `create-${table}`,
        `CREATE TABLE ${table} (id uuid PRIMARY KEY, type text NOT NULL, at timestamptz NOT NULL, data jsonb NOT NULL)`,
      ),
      ...indexes.map((on, place) => sql(`index-${table}-${place}`, `CREATE INDEX ON ${table} ${on}`)),
    ],
    insert: sql(
      `insert-${table}`,
      `
      INSERT INTO ${table} (id, type, at, data)
      SELECT * FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::jsonb[])`,
    ),
    batch: (events) => [
      events.map(({ id }) => id),
      events.map(({ type }) => type),
      events.map(({ at }) => at),
      events.map(({ data }) => JSON.stringify(data)),
    ],
    byShow: sql(`by-show-${table}`, `SELECT id, type, at, data FROM ${table} WHERE ${byShow}`),
    showKey,
    byAmount: sql(
      `by-amount-${table}`,
      `SELECT id, type, at, data FROM ${table} WHERE (data->'total'->>'amountMinor')::bigint >= $1`,
    ),
  };
}

const GIN = jsonbSide('event_gin', ['USING gin (data jsonb_path_ops)'], 'data @> $1', (showId) =>
  JSON.stringify({ showId }),
);
const EXPRESSION = jsonbSide(
  'event_expression',
  ["((data->>'showId'))", "(((data->'total'->>'amountMinor')::bigint))"],
  "data->>'showId' = $1",
  (show) => show,
);

/** The migrations for the first event of each shape in the stream. */
const GROWN = shapeColumns('event_column', shapedEvents(SHAPE_NAMES.length, SHOWS));
const COLUMNS: TableSide = {
  table: 'event_column',
  create: [
    sql(
      'create-columns',
      'CREATE TABLE event_column (id uuid PRIMARY KEY, type text NOT NULL, at timestamptz NOT NULL)',
    ),
    ...GROWN.migrations.map((text, place) => sql(`migration-${place}`, text)),
    sql('index-columns-show', 'CREATE INDEX ON event_column (show_id)'),
    sql('index-columns-amount', 'CREATE INDEX ON event_column (total_amount_minor)'),
  ],
  insert: sql(
    'insert-columns',
    'INSERT INTO event_column SELECT * FROM jsonb_populate_recordset(null::event_column, $1)',
  ),
  batch: (events) => [JSON.stringify(events.map(({ id, type, at, data }) => ({ id, type, at, ...rowOf(data) })))],
  byShow: sql('by-show-columns', 'SELECT * FROM event_column WHERE show_id = $1'),
  showKey: (show) => show,
  byAmount: sql('by-amount-columns', 'SELECT * FROM event_column WHERE total_amount_minor >= $1'),
};
const TABLES: Readonly<Record<string, TableSide>> = {
  'jsonb-gin': GIN,
  'jsonb-expression': EXPRESSION,
  columns: COLUMNS,
};

const MONGO_INDEXES = [
  createIndex('event', { 'data.showId': 1 }),
  createIndex('event', { 'data.total.amountMinor': 1 }),
];
const findByShow = (show: string) => find('event', { 'data.showId': show });
const findByAmount = (least: number) => find('event', { 'data.total.amountMinor': { $gte: least } });

const shownTable = ({ create, insert, byShow, byAmount }: TableSide) =>
  ({ language: 'sql', text: showSql(...create, insert, byShow, byAmount) }) as const;

/** Events of many shapes in one table or collection, which are found by their fields. */
export const flexibleSchemaExperiment: Experiment = {
  id: 'flexible-schema',
  title: 'Things of many shapes',
  question:
    'Events of many types, each with data of its own shape, are stored together and found by a field inside: all events of a show, and all with at least a given amount. How are they stored, and what does a new type require?',
  means:
    'MongoDB is made for documents of any shape, and PostgreSQL stores them in a jsonb column. Neither needs a migration for a new type. ' +
    'The speed of a query depends on whether an index fits it: a GIN index serves "contains" for all fields but no ranges; an expression or field index serves only the query that it was made for. ' +
    'With a column per field the store checks the type of each field. The price is a migration for each new shape, and mostly empty rows.',
  sides: [
    {
      id: 'mongodb',
      name: 'MongoDB',
      store: 'mongodb',
      shown: {
        language: 'javascript',
        text: showCalls(
          ...MONGO_INDEXES,
          insertMany('event', placeholder('events')),
          findByShow(placeholder('show')),
          findByAmount(GREAT_AMOUNT),
        ),
      },
    },
    { id: 'jsonb-gin', name: 'PostgreSQL, jsonb with GIN index', store: 'postgresql', shown: shownTable(GIN) },
    {
      id: 'jsonb-expression',
      name: 'PostgreSQL, jsonb with expression indexes',
      store: 'postgresql',
      shown: shownTable(EXPRESSION),
    },
    { id: 'columns', name: 'PostgreSQL, a column per field', store: 'postgresql', shown: shownTable(COLUMNS) },
  ],

  async run(stores, sheet, quick) {
    const { pool, db, signal } = stores;
    const rounds = quick ? 1 : 3;
    const batches = quick ? 2 : 4;
    const events = shapedEvents((rounds + 1) * batches * BATCH, SHOWS);
    for (const { create } of Object.values(TABLES)) for (const statement of create) await pool.query(statement.text);
    for (const index of MONGO_INDEXES) await index.run(db);

    const batch = (index: number, turn: number) =>
      events.slice((turn * batches + index) * BATCH, (turn * batches + index + 1) * BATCH);
    const inserted = await interleave(
      signal,
      [
        {
          side: 'mongodb',
          operation: (index, turn) => insertMany('event', batch(index, turn).map(asDocument)).run(db),
        },
        ...Object.entries(TABLES).map(([side, table]) => ({
          side,
          operation: (index: number, turn: number) => runSql(pool, table.insert, table.batch(batch(index, turn))),
        })),
      ],
      { rounds, operations: batches, clients: 1 },
    );
    for (const { side, perSecond } of inserted)
      sheet.figure(`Inserted in batches of ${BATCH}, indexes kept`, '/s', side, round(perSecond * BATCH, 0));
    for (const { table } of Object.values(TABLES)) await pool.query(`ANALYZE ${table}`);

    await compareFinds(stores, sheet, events);
    await timeFinds(stores, sheet, { rounds, operations: quick ? 10 : 30, clients: 1 });

    for (const side of ['mongodb', ...Object.keys(TABLES)])
      sheet.outcome('Migrations for all types', side, side === 'columns' ? GROWN.migrations.length : 0);
    sheet.outcome('Columns that may be null', 'columns', GROWN.columns.length);
    sheet.outcome(
      'Cells that are null',
      'columns',
      `${Math.round(shapeColumns('event_column', events).nullShare * 100)} %`,
    );
    await weigh(stores, sheet);
    return `${events.length} events of ${SHAPE_NAMES.length} types about ${SHOWS.length} shows; tables analysed after loading; counted rounds: ${rounds}, after one to warm up.`;
  },
};

const asDocument = ({ id, ...event }: ShapedEvent): Document => ({ _id: id, ...event });

/** On every side, both queries must have the result that is computed from the data. */
async function compareFinds({ pool, db }: OwnStores, sheet: Sheet, events: readonly ShapedEvent[]): Promise<void> {
  const show = SHOWS[0]!;
  const ids = (of: readonly { id: string }[]) =>
    of
      .map(({ id }) => id)
      .toSorted()
      .join();
  const amountOf = ({ data }: ShapedEvent) => (data['total'] as { amountMinor: number } | undefined)?.amountMinor ?? 0;
  const ofShow = events.filter(({ data }) => data['showId'] === show);
  const great = events.filter((event) => amountOf(event) >= GREAT_AMOUNT);
  const row = `Finds the ${ofShow.length} events of a show and the ${great.length} of a great amount`;
  const documents = async (call: ReturnType<typeof find>) =>
    ids((await call.run(db)).map(({ _id }) => ({ id: String(_id) })));
  sheet.outcome(
    row,
    'mongodb',
    (await documents(findByShow(show))) === ids(ofShow) && (await documents(findByAmount(GREAT_AMOUNT))) === ids(great),
  );
  for (const [side, { byShow, showKey, byAmount }] of Object.entries(TABLES)) {
    const found = async (statement: Sql, value: unknown) =>
      ids((await runSql<{ id: string }>(pool, statement, [value])).rows);
    sheet.outcome(
      row,
      side,
      (await found(byShow, showKey(show))) === ids(ofShow) && (await found(byAmount, GREAT_AMOUNT)) === ids(great),
    );
  }
}

async function timeFinds(
  { pool, db, signal }: OwnStores,
  sheet: Sheet,
  pace: Parameters<typeof interleave>[2],
): Promise<void> {
  const tables = Object.entries(TABLES);
  const show = (index: number) => SHOWS[index % SHOWS.length]!;
  const byShow = await interleave(
    signal,
    [
      { side: 'mongodb', operation: (index) => findByShow(show(index)).run(db) },
      ...tables.map(([side, table]) => ({
        side,
        operation: (index: number) => runSql(pool, table.byShow, [table.showKey(show(index))]),
      })),
    ],
    pace,
  );
  const byAmount = await interleave(
    signal,
    [
      { side: 'mongodb', operation: () => findByAmount(GREAT_AMOUNT).run(db) },
      ...tables.map(([side, table]) => ({ side, operation: () => runSql(pool, table.byAmount, [GREAT_AMOUNT]) })),
    ],
    pace,
  );
  for (const [what, taken] of [
    ['The events of a show', byShow],
    ['The events of a great amount', byAmount],
  ] as const) {
    for (const { side, p50, p95 } of taken) {
      sheet.figure(`${what}, p50`, 'ms', side, p50);
      sheet.figure(`${what}, p95`, 'ms', side, p95);
    }
  }
}

/** MongoDB allocates its files in units of this many bytes. */
const ALLOCATION = 4096;

async function weigh({ pool, db }: OwnStores, sheet: Sheet): Promise<void> {
  const [data, indexes] = ['Data on disk', 'Indexes on disk'];
  // Flushes the memory to disk. Before that, a real server has not allocated the file space.
  await db
    .admin()
    .command({ fsync: 1 })
    .catch(() => undefined);
  const { storageSize, totalIndexSize } = await db.command({ collStats: 'event' });
  // A server that does not measure its files reports sizes that no file can have.
  const measured = (bytes: unknown): number | Refusal =>
    typeof bytes === 'number' && bytes > 0 && bytes % ALLOCATION === 0
      ? bytes
      : new Refusal(`collStats says ${String(bytes)} bytes, which is no size of a file`);
  sheet.figure(data, 'bytes', 'mongodb', measured(storageSize));
  sheet.figure(indexes, 'bytes', 'mongodb', measured(totalIndexSize));
  for (const [side, { table }] of Object.entries(TABLES)) {
    const { rows } = await pool.query<{ data: string; indexes: string }>(
      'SELECT pg_table_size($1::regclass) AS data, pg_indexes_size($1::regclass) AS indexes',
      [table],
    );
    sheet.figure(data, 'bytes', side, Number(rows[0]!.data));
    sheet.figure(indexes, 'bytes', side, Number(rows[0]!.indexes));
  }
}

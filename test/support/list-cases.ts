import type pg from 'pg';
import { BOOKING_LIST, MOVIE_LIST, SHOW_LIST } from '../../src/domain/bookings/booking-lists.js';
import { bookingsRead, moviesRead, showsRead } from '../../src/domain/bookings/booking-queries.js';
import { requestedBookings } from '../../src/domain/bookings/requested-bookings.js';
import { responsesOfSurveyRead, surveysRead } from '../../src/domain/surveys/survey-queries.js';
import { SURVEY_LIST } from '../../src/domain/surveys/survey-list.js';
import type { ListArguments } from '../../src/kernel/list-arguments.js';
import type { Direction } from '../../src/kernel/ordered-list.js';
import type { Page, PageRequest } from '../../src/kernel/paging.js';
import type { Viewer } from '../../src/kernel/viewer.js';
import type { Read } from '../../src/resources/read.js';
import { createBookingReads } from '../../src/stores/postgres/bookings/booking-reads.js';
import { createCatalogueReads } from '../../src/stores/postgres/bookings/catalogue-reads.js';
import type { Database } from '../../src/stores/postgres/database.js';
import { createSurveyReads } from '../../src/stores/postgres/surveys/survey-reads.js';
import { COLLECTORS, idOf, OWNER, RARE_WORD, SURVEY, TENANT } from '../../lab/growth/subjects.js';

type Filter = Readonly<Record<string, unknown>>;
/** A choice of a filter, and its condition in plain SQL. */
type Choice = readonly [filter: Filter, sql: string];

/** A list, with each combination of its filters. */
export interface ListCase {
  readonly resource: string;
  readonly by: string;
  readonly direction: Direction;
  readonly filter: Filter;
  /** A plain statement of the IDs in the list's order. */
  readonly plain: string;
  readonly read: (after?: string) => Read;
  readonly reference: (database: Database, page: PageRequest) => Promise<Page<{ readonly id: string }>>;
}

const VIEWER: Viewer = { role: 'owner', tenant: TENANT, subject: OWNER };
const NOTHING: Choice = [{}, 'true'];
const FIRST = 20;

/** Ranges of a column: few rows, many, none, and all, from each end. */
async function ranges(
  client: pg.Client,
  { table, column, from, to, day = false }: Record<'table' | 'column' | 'from' | 'to', string> & { day?: boolean },
): Promise<Choice[]> {
  const { rows } = await client.query<{ least: Date; most: Date }>(
    `SELECT min(${column})::timestamptz AS least, max(${column})::timestamptz AS most FROM ${table}`,
  );
  const { least, most } = rows[0]!;
  const at = (part: number) => new Date(least.getTime() + (most.getTime() - least.getTime()) * part);
  const text = (moment: Date) => (day ? moment.toISOString().slice(0, 10) : moment.toISOString());
  const value = (moment: Date) => (day ? text(moment) : moment);
  return [
    [undefined, undefined],
    [undefined, at(0.003)],
    [at(0.997), undefined],
    [at(0.5), undefined],
    [undefined, at(0.5)],
    [at(1.2), undefined],
    [undefined, at(-0.2)],
    [at(0.5), at(0.503)],
    [at(0.1), at(0.9)],
  ].map(([start, end]) => [
    { ...(start && { [from]: value(start) }), ...(end && { [to]: value(end) }) },
    [
      ...(start ? [`${column} >= '${text(start)}'`] : []),
      ...(end ? [`${column} ${day ? '<=' : '<'} '${text(end)}'`] : []),
      'true',
    ].join(' AND '),
  ]);
}

const titles = (...parts: readonly string[]): Choice[] => [
  NOTHING,
  ...parts.map((part): Choice => [{ titleContains: part }, `title ILIKE '%${part}%'`]),
];
const oneOf = (name: string, column: string, ...values: readonly string[]): Choice[] => [
  NOTHING,
  ...values.map((value): Choice => [{ [name]: value }, `${column} = '${value}'`]),
];
const product = (...choices: readonly (readonly Choice[])[]): Choice[] =>
  choices.reduce<Choice[]>(
    (all, own) => all.flatMap(([f, sql]) => own.map(([g, more]): Choice => [{ ...f, ...g }, `${sql} AND ${more}`])),
    [NOTHING],
  );

/** All combinations of filters and orders, of all lists of PostgreSQL. The data is that of lab/growth. */
export async function listCases(client: pg.Client): Promise<ListCase[]> {
  const args = (filter: Filter, by: string, direction: Direction, after?: string): ListArguments => ({
    first: FIRST,
    filter,
    order: { by, direction },
    ...(after !== undefined && { after }),
  });
  const column = (field: string) => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const cases = (
    resource: string,
    table: string,
    fields: readonly string[],
    choices: readonly Choice[],
    of: (filter: Filter, by: string, direction: Direction) => Pick<ListCase, 'read' | 'reference'>,
    directions: readonly Direction[] = ['ascending', 'descending'],
  ): ListCase[] =>
    choices.flatMap(([filter, sql]) =>
      fields.flatMap((by) =>
        directions.map((direction) => {
          const way = direction === 'ascending' ? 'ASC' : 'DESC';
          const plain = `SELECT id FROM ${table} WHERE ${sql} ORDER BY ${column(by)} ${way} NULLS LAST, id ${way}`;
          return { resource, by, direction, filter, plain, ...of(filter, by, direction) };
        }),
      ),
    );
  const order = (by: string, direction: Direction) => ({ by, direction }) as { by: never; direction: Direction };
  const inTenant: Choice = [{}, `tenant = '${TENANT}'`];

  return [
    ...cases(
      'SurveyResponse',
      'survey_response',
      ['startedAt'],
      product(
        [[{}, `survey_id = '${SURVEY}'`]],
        [
          NOTHING,
          [{ statuses: ['overquota'] }, `status = 'overquota'`],
          [{ statuses: ['completed'] }, `status = 'completed'`],
          [{ statuses: ['disqualified'] }, `status = 'disqualified'`],
          [{ statuses: ['overquota', 'partial', 'partial'] }, `status IN ('overquota', 'partial')`],
        ],
        oneOf('collectorId', 'collector_id', ...COLLECTORS),
        await ranges(client, {
          table: 'survey_response',
          column: 'submitted_at',
          from: 'submittedFrom',
          to: 'submittedTo',
        }),
      ),
      (filter) => ({
        read: (after) =>
          responsesOfSurveyRead(VIEWER, SURVEY, { first: FIRST, filter, ...(after !== undefined && { after }) }),
        reference: async (database, page) =>
          (await createSurveyReads(database).responsesBySurveyIds([SURVEY], filter, page)).get(SURVEY)!,
      }),
      ['descending'],
    ),
    ...cases(
      'Survey',
      'survey',
      SURVEY_LIST.fields,
      product(
        [inTenant],
        oneOf('status', 'status', 'closed', 'draft'),
        await ranges(client, { table: 'survey', column: 'created_at', from: 'createdFrom', to: 'createdTo' }),
        titles(RARE_WORD, 'zebra', 'survey', 'zq', 'e'),
      ),
      (filter, by, direction) => ({
        read: (after) => surveysRead(VIEWER, args(filter, by, direction, after)),
        reference: (database, page) =>
          createSurveyReads(database).surveys(TENANT, filter, page, order(by, direction), {}),
      }),
    ),
    ...cases(
      'Movie',
      'movie',
      MOVIE_LIST.fields,
      product(
        oneOf('majorGenre', 'major_genre', 'Western', 'Drama', 'None'),
        await ranges(client, {
          table: 'movie',
          column: 'release_date',
          from: 'releasedFrom',
          to: 'releasedTo',
          day: true,
        }),
        titles(RARE_WORD, 'zq', 'e'),
      ),
      (filter, by, direction) => ({
        read: (after) => moviesRead(args(filter, by, direction, after)),
        reference: (database, page) => createCatalogueReads(database).movies(filter, page, order(by, direction)),
      }),
    ),
    ...cases(
      'Show',
      'show',
      SHOW_LIST.fields,
      product(
        oneOf('movieId', 'movie_id', idOf('Movie', 2)),
        [
          NOTHING,
          ...[idOf('Venue', 2), idOf('Venue', 999)].map((venueId): Choice => [
            { venueId },
            `screen_id IN (SELECT id FROM screen WHERE venue_id = '${venueId}')`,
          ]),
        ],
        await ranges(client, { table: 'show', column: 'starts_at', from: 'from', to: 'to' }),
      ),
      (filter, by, direction) => ({
        read: (after) => showsRead(args(filter, by, direction, after)),
        reference: (database, page) => createCatalogueReads(database).shows(filter, page, order(by, direction), {}),
      }),
    ),
    ...cases(
      'Booking',
      'booking',
      BOOKING_LIST.fields,
      product(
        [
          [{ allOfTenant: true }, `tenant = '${TENANT}'`],
          [{}, `buyer_tenant = '${TENANT}' AND subject = '${OWNER}'`],
        ],
        oneOf('showId', 'show_id', idOf('Show', 51)),
        oneOf('status', 'status', 'cancelled', 'confirmed', 'payment_failed'),
      ),
      (filter, by, direction) => ({
        read: (after) => bookingsRead(VIEWER, args(filter, by, direction, after)),
        reference: (database, page) => {
          const { scope, filter: asked } = requestedBookings(VIEWER, filter);
          return createBookingReads(database).bookings(scope, asked, page, order(by, direction));
        },
      }),
    ),
  ];
}

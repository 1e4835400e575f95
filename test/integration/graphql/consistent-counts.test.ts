import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { systemClock } from '../../../src/kernel/clock.js';
import { idForName } from '../../../src/kernel/ids.js';
import type { Page } from '../../../src/kernel/paging.js';
import { createMongo, type Mongo } from '../../../src/stores/mongo/mongo-connection.js';
import { createEventLogStore } from '../../../src/stores/mongo/event-log-store.js';
import { createCatalogueReads } from '../../../src/stores/postgres/bookings/catalogue-reads.js';
import { createDatabase, type Database } from '../../../src/stores/postgres/database.js';
import { book, createShow } from '../../support/booking-flow.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { silent } from '../../support/own-mongo.js';
import { restClient } from '../../support/rest.js';
import { createDraft, openSurvey, respond } from '../../support/survey-fixtures.js';
import { until } from '../../support/until.js';

let gateway: TestGateway;
let database: Database;
let mongo: Mongo;
let owner: string;
let surveyId: string;
const movies = ['Coming', 'Going'].map((title) => idForName('Movie', title));

/** Several of everything, so that a writer can take some away and bring them back. */
beforeAll(async () => {
  gateway = await startGateway();
  owner = await gateway.token('owner');
  database = createDatabase(gateway.environment['DATABASE_URL'] ?? '');
  mongo = createMongo({ url: gateway.environment['MONGODB_URL'] ?? '', logger: silent });
  await mongo.start();
  await database.query(
    'movies',
    `INSERT INTO movie (id, source_key, title) SELECT id, id::text, 'Coming ' || id FROM unnest($1::uuid[]) AS id`,
    [movies],
  );
  for (let n = 0; n < 3; n += 1) await createDraft(gateway, owner, `Coming ${n}`);
  const survey = await openSurvey(gateway, owner, 'Answered');
  surveyId = survey.id;
  for (let n = 0; n < 3; n += 1) await respond(gateway, survey, n);
  for (let n = 0; n < 3; n += 1) await book(gateway, owner, await createShow(gateway, owner, database.pool), ['A1']);
  await database.query('shows', 'UPDATE show SET movie_id = $1', [movies[0]]);
  await until(
    'the log has events',
    async () => (await mongo.db.collection('event_log').countDocuments({ actor: 'owner@acme' })) >= 3,
  );
}, 60_000);
afterAll(async () => {
  await Promise.all([mongo?.stop(), database?.stop()]);
  await gateway?.stop();
});

/**
 * Every list that counts: how both ports are asked for it, and how a writer takes one of its things away, or brings it
 * back.
 */
interface CountedList {
  readonly name: string;
  readonly graphql: string;
  readonly rest: () => string;
  readonly toggle: () => Promise<unknown>;
}

const FIELDS = 'totalCount nodes { id } pageInfo { hasNextPage }';
const toggling =
  (name: string, text: string, values: readonly unknown[] = []) =>
  () =>
    database.query(`toggle-${name}`, text, values);
const one = (table: string) => `(SELECT id FROM ${table} ORDER BY random() LIMIT 1)`;

const lists: readonly CountedList[] = [
  {
    name: 'surveys',
    graphql: `surveys(first: $first, filter: { titleContains: "Coming" }) { ${FIELDS} }`,
    rest: () => '/surveys?titleContains=Coming',
    toggle: toggling(
      'surveys',
      `UPDATE survey SET title = CASE WHEN title LIKE 'Coming%' THEN 'Gone' ELSE 'Coming' END WHERE title <> 'Answered' AND id = ${one('survey')}`,
    ),
  },
  {
    name: 'responses',
    graphql: `survey(id: $surveyId) { responses(first: $first, filter: { statuses: [PARTIAL] }) { ${FIELDS} } }`,
    rest: () => `/surveys/${surveyId}/responses?statuses=partial`,
    toggle: toggling(
      'responses',
      `UPDATE survey_response SET status = CASE WHEN status = 'partial' THEN 'completed' ELSE 'partial' END::response_status WHERE id = ${one('survey_response')}`,
    ),
  },
  {
    name: 'movies',
    graphql: `movies(first: $first, filter: { titleContains: "Coming" }) { ${FIELDS} }`,
    rest: () => '/movies?titleContains=Coming',
    toggle: toggling(
      'movies',
      `UPDATE movie SET title = CASE WHEN title LIKE 'Coming%' THEN 'Gone' ELSE 'Coming ' || id END WHERE id = ${one('movie')}`,
    ),
  },
  {
    name: 'venues',
    graphql: `venues(first: $first, filter: { city: "Berlin" }) { ${FIELDS} }`,
    rest: () => '/venues?city=Berlin',
    toggle: toggling(
      'venues',
      `UPDATE venue SET city = CASE WHEN city = 'Berlin' THEN 'Rome' ELSE 'Berlin' END WHERE id = ${one('venue')}`,
    ),
  },
  {
    name: 'shows',
    graphql: `shows(first: $first, filter: { movieId: "${movies[0]}" }) { ${FIELDS} }`,
    rest: () => `/shows?movieId=${movies[0]}`,
    toggle: toggling(
      'shows',
      `UPDATE show SET movie_id = CASE WHEN movie_id = $1 THEN $2::uuid ELSE $1::uuid END WHERE id = ${one('show')}`,
      movies,
    ),
  },
  {
    name: 'bookings',
    graphql: `bookings(first: $first, filter: { status: EXPIRED }) { ${FIELDS} }`,
    rest: () => '/bookings?status=expired',
    toggle: toggling(
      'bookings',
      `UPDATE booking SET status = CASE WHEN status = 'expired' THEN 'confirmed' ELSE 'expired' END::booking_status WHERE id = ${one('booking')}`,
    ),
  },
  {
    name: 'event logs',
    graphql: `eventLogs(first: $first, filter: { actor: "owner@acme" }) { ${FIELDS} }`,
    rest: () => '/event-logs?actor=owner@acme',
    toggle: toggleEntry,
  },
];

async function toggleEntry(): Promise<void> {
  const log = mongo.db.collection('event_log');
  const [entry] = await log
    .aggregate([{ $match: { actor: { $in: ['owner@acme', 'gone'] } } }, { $limit: 3 }, { $sample: { size: 1 } }])
    .toArray();
  await log.updateOne({ _id: entry?._id }, { $set: { actor: entry?.['actor'] === 'gone' ? 'owner@acme' : 'gone' } });
}

/** Writes for as long as `work` reads; resolves to how often it has written meanwhile. */
async function whileWriting(toggle: () => Promise<unknown>, work: () => Promise<void>): Promise<number> {
  let reading = true;
  let writes = 0;
  const writing = (async () => {
    for (; reading; writes += 1) await toggle();
  })();
  await work().finally(() => (reading = false));
  await writing;
  return writes;
}

/** Whether a first page and its count contradict each other. */
const contradicts = ({
  total,
  shown,
  more,
}: {
  readonly total: number;
  readonly shown: number;
  readonly more: boolean;
}) => (more ? total <= shown : total !== shown);

const READS = 60;
const SIZES = [1, 2, 20];

describe('a list and its count in one answer', () => {
  it.each(lists)(
    'never contradict each other while somebody writes: $name',
    async ({ graphql, rest, toggle }) => {
      const client = restClient(gateway.url, owner);
      const seen = new Set<number>();
      const writes = await whileWriting(toggle, async () => {
        for (let n = 0; n < READS; n += 1) {
          const first = SIZES[n % SIZES.length] ?? 20;
          const data = await gateway.data(
            `query ($first: Int${graphql.includes('$surveyId') ? ', $surveyId: ID!' : ''}) { ${graphql} }`,
            { first, surveyId },
            owner,
          );
          const found = data.survey?.responses ?? Object.values(data)[0];
          const asked = { total: found.totalCount, shown: found.nodes.length, more: found.pageInfo.hasNextPage };
          expect({ ...asked, contradicts: contradicts(asked) }).toMatchObject({ contradicts: false });
          const { body } = await client.get(`${rest()}&first=${first}&total=true`);
          const answered = { total: body.totalCount, shown: body.data.length, more: body.links.next !== null };
          expect({ ...answered, contradicts: contradicts(answered) }).toMatchObject({ contradicts: false });
          seen.add(asked.total);
        }
      });
      // There was something to contradict.
      expect(writes).toBeGreaterThan(READS / 4);
      expect(seen.size).toBeGreaterThan(1);
    },
    60_000,
  );

  it.each([
    [
      'venues',
      () => {
        const reads = createCatalogueReads(database);
        return () =>
          Promise.all([reads.venues({ city: 'Berlin' }, { first: 20 }), reads.countVenues({ city: 'Berlin' })]);
      },
    ],
    [
      'event logs',
      () => {
        const log = createEventLogStore(mongo, { clock: systemClock });
        const filter = { actor: 'owner@acme' };
        return () => Promise.all([log.page('acme', filter, { first: 100 }), log.count('acme', filter)]);
      },
    ],
  ])(
    'would contradict each other if both were answered as they were read (negative control): %s',
    async (name, open) => {
      const read: () => Promise<[Page<unknown>, number]> = open();
      const toggle = lists.find((list) => list.name === name)?.toggle ?? toggleEntry;
      await whileWriting(toggle, () =>
        until(
          'they contradict each other',
          async () => {
            const [{ items, hasNextPage }, total] = await read();
            return contradicts({ total, shown: items.length, more: hasNextPage });
          },
          30_000,
        ),
      );
    },
    60_000,
  );
});

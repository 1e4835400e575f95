import pg from 'pg';
import type { GrowthSize } from './sizes.js';
import {
  BEGINNING,
  CHOICE,
  COLLECTORS,
  idSql,
  MATRIX,
  NOW,
  NUMBER,
  OWNER,
  RARE_WORD,
  SURVEY,
  TENANT,
} from './subjects.js';

const SPAN_SECONDS = (NOW.getTime() - BEGINNING.getTime()) / 1000;
const rows = (count: number) => `generate_series(1, ${count}) AS n`;
const at = (to: number) => `timestamptz '${BEGINNING.toISOString()}' + n * interval '1 second' * ${SPAN_SECONDS / to}`;
const pick = (ids: readonly string[], index: string) =>
  `('{${ids.join(',')}}'::uuid[])[1 + (${index}) % ${ids.length}]`;
const title = (what: string) =>
  `'${what} ' || CASE WHEN n % 1000 = 7 THEN '${RARE_WORD} ' ELSE '' END || md5(n::text) || ' ' || n`;
/** One in a hundred rows, spread over all of them, has the last value. */
const among = (values: readonly string[]) =>
  `(CASE WHEN n % 100 = 99 THEN '${values.at(-1)}' ELSE ('{${values.slice(0, -1).join(',')}}'::text[])[1 + n % ${values.length - 1}] END)`;

/** Fills the migrated database, by statements over whole sets. */
export async function fillPostgres(url: string, size: GrowthSize): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // Without the checks of foreign keys, which take most of the time.
    await client.query(`SET session_replication_role = replica; SET synchronous_commit = off`);
    await client.query(fixedRows());
    await client.query(`
      INSERT INTO survey (id, tenant, owner_id, title, language, status, created_at, updated_at)
      SELECT ${idSql('Survey', 'n')}, '${TENANT}', '${OWNER}', ${title('Survey')}, 'en', ${among(['draft', 'open', 'closed'])}::survey_status,
        ${at(size.surveys)}, ${at(size.surveys)} FROM ${rows(size.surveys)};
      INSERT INTO movie (id, source_key, title, release_date, major_genre, imdb_rating)
      SELECT ${idSql('Movie', 'n')}, 'bench-growth/' || n, ${title('Movie')}, date '1950-01-01' + (n * 7919) % 27000,
        ${among(['Drama', 'Comedy', 'Action', 'Western'])}, CASE WHEN n % 10 = 0 THEN NULL ELSE (n * 7919) % 100 / 10.0 END
      FROM ${rows(size.movies)};
      INSERT INTO show (id, tenant, movie_id, screen_id, starts_at, currency, created_at)
      SELECT ${idSql('Show', 'n')}, '${TENANT}', ${idSql('Movie', `(1 + n % ${size.movies})`)}, ${idSql('Screen', '(1 + n % 100)')},
        ${at(size.shows)} + interval '5 days', 'EUR', ${at(size.shows)} FROM ${rows(size.shows)};
      INSERT INTO booking (id, show_id, hold_id, tenant, buyer_tenant, subject, email, status, total_minor, currency, created_at, updated_at)
      SELECT ${idSql('Booking', 'n')}, ${idSql('Show', `(1 + n % ${size.shows})`)}, ${idSql('SeatHold', 'n')}, '${TENANT}', '${TENANT}',
        CASE WHEN n % 50 = 0 THEN '${OWNER}' ELSE 'buyer-' || n % 1000 END, 'a@example.org',
        ${among(['confirmed', 'expired', 'cancelled'])}::booking_status, 1000, 'EUR', ${at(size.bookings)}, ${at(size.bookings)}
      FROM ${rows(size.bookings)};`);
    await client.query(`
      INSERT INTO survey_response (id, survey_id, collector_id, status, started_at, submitted_at)
      SELECT ${idSql('SurveyResponse', 'n')}, '${SURVEY}', ${pick(COLLECTORS, 'CASE WHEN n % 100 = 3 THEN 1 ELSE 0 END')},
        (CASE WHEN n % 100 = 99 THEN 'overquota' WHEN n % 10 = 5 THEN 'partial' ELSE 'completed' END)::response_status,
        ${at(size.responses)}, ${at(size.responses)} + interval '1 minute' FROM ${rows(size.responses)};`);
    await client.query(`
      INSERT INTO answer (response_id, question_id, position, option_id, row_id, number)
      SELECT ${idSql('SurveyResponse', 'n')}, a.question_id, a.position, a.option_id, a.row_id, a.number
      FROM ${rows(size.responses)}, LATERAL (VALUES
        ('${CHOICE.question}'::uuid, 0, ${pick(CHOICE.options, 'n * 31 / 7')}, NULL::uuid, NULL::float8),
        ('${MATRIX.question}'::uuid, 0, ${pick(MATRIX.options, 'n')}, '${MATRIX.rows[0]}'::uuid, NULL),
        ('${MATRIX.question}'::uuid, 1, ${pick(MATRIX.options, 'n / 3')}, '${MATRIX.rows[1]}'::uuid, NULL),
        ('${NUMBER.question}'::uuid, 0, NULL, NULL, ((n::bigint * 7919) % 20011) / 8.0)
      ) AS a(question_id, position, option_id, row_id, number);`);
    await client.query('VACUUM ANALYZE');
  } finally {
    await client.end();
  }
}

/** The rows that are the same for every size: the survey of all responses, and a show with 300 seats. */
function fixedRows(): string {
  const option = (id: string, question: string, kind: string, position: number) =>
    `('${id}', '${question}', '${kind}', ${position}, 'Option ${position}')`;
  return `
    INSERT INTO survey (id, tenant, owner_id, title, language, status, created_at, updated_at, opened_at)
      VALUES ('${SURVEY}', '${TENANT}', '${OWNER}', 'The survey', 'en', 'open', '${BEGINNING.toISOString()}', '${BEGINNING.toISOString()}', '${BEGINNING.toISOString()}');
    INSERT INTO survey_page (id, survey_id, position) VALUES (${idSql('SurveyPage', "'1'")}, '${SURVEY}', 0);
    INSERT INTO question (id, survey_id, page_id, position, heading, family, subtype) VALUES
      ('${CHOICE.question}', '${SURVEY}', ${idSql('SurveyPage', "'1'")}, 0, 'Choice', 'single_choice', 'vertical'),
      ('${MATRIX.question}', '${SURVEY}', ${idSql('SurveyPage', "'1'")}, 1, 'Matrix', 'matrix', 'single'),
      ('${NUMBER.question}', '${SURVEY}', ${idSql('SurveyPage', "'1'")}, 2, 'Number', 'numeric', 'decimal');
    INSERT INTO question_option (id, question_id, kind, position, label) VALUES ${[
      ...CHOICE.options.map((id, index) => option(id, CHOICE.question, 'choice', index)),
      ...MATRIX.options.map((id, index) => option(id, MATRIX.question, 'choice', index)),
      ...MATRIX.rows.map((id, index) => option(id, MATRIX.question, 'row', index)),
    ].join(', ')};
    INSERT INTO collector (id, survey_id, name, slug, created_at) VALUES ${COLLECTORS.map(
      (id, index) => `('${id}', '${SURVEY}', 'Link', 'bench-growth-${index}', '${BEGINNING.toISOString()}')`,
    ).join(', ')};
    INSERT INTO venue (id, tenant, name, city, time_zone, created_at)
      SELECT ${idSql('Venue', 'n')}, '${TENANT}', 'Venue ' || n, 'City ' || n % 5, 'Europe/Berlin', now() FROM generate_series(1, 20) AS n;
    INSERT INTO screen (id, venue_id, name, layout)
      SELECT ${idSql('Screen', 'n')}, ${idSql('Venue', '(1 + n % 20)')}, 'Screen ' || n, '[{"row": "A", "seats": 10, "tier": "standard"}]'
      FROM generate_series(1, 100) AS n;
    INSERT INTO price_tier (id, show_id, code, name, price_minor)
      VALUES (${idSql('PriceTier', "'1'")}, ${idSql('Show', "'1'")}, 'standard', 'Standard', 1000);
    INSERT INTO seat (show_id, label, "row", number, tier)
      SELECT ${idSql('Show', "'1'")}, chr(65 + n / 20) || n % 20, chr(65 + n / 20), n % 20, 'standard' FROM generate_series(0, 299) AS n;`;
}

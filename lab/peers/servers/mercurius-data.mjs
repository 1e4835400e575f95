import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 20 });

/** The rows of a named statement, which PostgreSQL prepares once for each connection. */
async function rowsOf(name, text, values) {
  return (await pool.query({ name, text, values })).rows;
}

const SURVEY = `SELECT id, title, language, upper(status::text) AS status, owner_id AS "ownerId", version,
  created_at AS "createdAt", updated_at AS "updatedAt", opened_at AS "openedAt", closed_at AS "closedAt" FROM survey`;
const SHOW = `SELECT id, upper(status::text) AS status, starts_at AS "startsAt", currency, movie_id AS "movieId"
  FROM show WHERE id = $1`;
const PAGES = `SELECT id, survey_id AS key, position, title FROM survey_page WHERE survey_id = ANY($1) ORDER BY position`;
const QUESTIONS = `SELECT id, page_id AS key, position, heading, upper(family::text) AS family, required
  FROM question WHERE page_id = ANY($1) ORDER BY position`;
const OPTIONS = `SELECT id, question_id AS key, position, label
  FROM question_option WHERE question_id = ANY($1) AND kind = 'choice' ORDER BY position`;
const QUESTION_COUNTS = `SELECT survey_id AS key, count(*)::int AS count FROM question
  WHERE survey_id = ANY($1) GROUP BY survey_id`;
const RESPONSE_COUNTS = `SELECT survey_id AS key, count(*)::int AS count FROM survey_response
  WHERE survey_id = ANY($1) GROUP BY survey_id`;
const NEWEST_RESPONSES = `SELECT newest.* FROM unnest($1::uuid[]) AS asked (id) CROSS JOIN LATERAL (
    SELECT id, survey_id AS key, upper(status::text) AS status, started_at AS "startedAt", submitted_at AS "submittedAt"
    FROM survey_response WHERE survey_id = asked.id ORDER BY started_at DESC, id DESC LIMIT $2) newest`;
const ANSWERS = `SELECT answer.response_id AS key, answer.question_id AS "questionId", answer.option_id AS "optionId",
    option.position AS "optionPosition", option.label AS "optionLabel", text, number
  FROM answer LEFT JOIN question_option option ON option.id = answer.option_id
  WHERE answer.response_id = ANY($1) ORDER BY answer.response_id, answer.question_id, option.position`;
const MOVIES = 'SELECT id AS key, title FROM movie WHERE id = ANY($1)';
const TIERS = `SELECT show_id AS key, code, name, price_minor AS "priceMinor" FROM price_tier
  WHERE show_id = ANY($1) ORDER BY price_minor, code`;
const SEATS = `SELECT seat.show_id AS key, label, tier.code, tier.name,
    upper(CASE WHEN status = 'held' AND held_until <= now() THEN 'available' ELSE status::text END) AS status
  FROM seat JOIN price_tier tier ON tier.show_id = seat.show_id AND tier.code = seat.tier
  WHERE seat.show_id = ANY($1) ORDER BY length(row), row, number`;

function groupsOf(rows) {
  return Map.groupBy ? Map.groupBy(rows, ({ key }) => key) : grouped(rows);
}

/** Map.groupBy came with Node 21. */
function grouped(rows) {
  const groups = new Map();
  for (const row of rows) {
    const group = groups.get(row.key);
    if (group === undefined) groups.set(row.key, [row]);
    else group.push(row);
  }
  return groups;
}

/** A function from IDs to one list of rows for each ID, in the order of the IDs. */
const lists =
  (name, text) =>
  async (ids, ...values) => {
    const groups = groupsOf(await rowsOf(name, text, [ids, ...values]));
    return ids.map((id) => groups.get(id) ?? []);
  };

const counts = (name, text) => async (ids) => {
  const found = new Map((await rowsOf(name, text, [ids])).map(({ key, count }) => [key, count]));
  return ids.map((id) => found.get(id) ?? 0);
};

const listsOfAnswerRows = lists('answers', ANSWERS);

export const surveyById = async (tenant, id) =>
  (await rowsOf('survey', `${SURVEY} WHERE id = $1 AND tenant = $2`, [id, tenant]))[0];
export const newestSurveys = (tenant, first) =>
  rowsOf('surveys', `${SURVEY} WHERE tenant = $1 ORDER BY created_at DESC, id DESC LIMIT $2`, [tenant, first]);
export const showById = async (id) => (await rowsOf('show', SHOW, [id]))[0];

export const pagesOf = lists('pages', PAGES);
export const questionsOf = lists('questions', QUESTIONS);
export const optionsOf = lists('options', OPTIONS);
export const questionCountsOf = counts('question-counts', QUESTION_COUNTS);
export const responseCountsOf = counts('response-counts', RESPONSE_COUNTS);
export const newestResponsesOf = lists('newest-responses', NEWEST_RESPONSES);
export const moviesOf = lists('movies', MOVIES);
export const tiersOf = lists('tiers', TIERS);
export const seatsOf = lists('seats', SEATS);

/** An answer with several options has a row for each. */
export async function answersOf(responseIds) {
  return (await listsOfAnswerRows(responseIds)).map((rows) => {
    const answers = new Map();
    for (const { questionId, optionId, optionPosition, optionLabel, text, number } of rows) {
      const answer = answers.get(questionId) ?? { question: { id: questionId }, options: [], text, number };
      if (optionId !== null) answer.options.push({ id: optionId, position: optionPosition, label: optionLabel });
      answers.set(questionId, answer);
    }
    return [...answers.values()];
  });
}

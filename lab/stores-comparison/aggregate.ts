import type { Document } from 'mongodb';
import type { Experiment } from './experiment.js';
import { interleave, type Contestant } from './interleave.js';
import { aggregate, createIndex, insertMany, showCalls } from './mongo-call.js';
import type { OwnStores } from './own-stores.js';
import { seeded, seededUuid } from './seeded.js';
import { Refusal, tryFeature } from './sheet.js';
import { runSql, showSql, sql } from './sql.js';

const SURVEY = 1;
const QUESTIONS = 5;
const OPTIONS = 4;
const [ASKED, CHOSEN, OTHER] = ['q1', 'q1o2', 'q2'];

const TABLES = [
  sql(
    'response-table',
    'CREATE TABLE response (id uuid PRIMARY KEY, survey_id integer NOT NULL, submitted_at timestamptz NOT NULL)',
  ),
  sql(
    'answer-table',
    `
    CREATE TABLE answer (
      response_id uuid REFERENCES response,
      question    text,
      survey_id   integer NOT NULL,
      option      text NOT NULL,
      PRIMARY KEY (response_id, question)
    )`,
  ),
  sql('response-index', 'CREATE INDEX ON response (survey_id, submitted_at)'),
  sql('answer-index', 'CREATE INDEX ON answer (survey_id, question, option, response_id)'),
];
const PER_OPTION = sql(
  'per-option',
  `
  SELECT option AS key, count(*)::int AS count FROM answer
  WHERE survey_id = $1 AND question = $2 GROUP BY option`,
);
const PER_HOUR = sql(
  'per-hour',
  `
  SELECT date_trunc('hour', submitted_at, 'UTC') AS key, count(*)::int AS count FROM response
  WHERE survey_id = $1 GROUP BY 1`,
);
const CROSSED = sql(
  'crossed',
  `
  SELECT other.option AS key, count(*)::int AS count
  FROM answer chosen JOIN answer other ON other.response_id = chosen.response_id
  WHERE chosen.survey_id = $1 AND chosen.question = $2 AND chosen.option = $3 AND other.question = $4
  GROUP BY other.option`,
);

const counted = (by: unknown) => ({ $group: { _id: by, count: { $sum: 1 } } });
const RESPONSE_INDEXES = [
  createIndex('response', { survey: 1, submittedAt: 1 }),
  createIndex('response', { survey: 1, 'answers.option': 1 }),
];
const ANSWER_INDEXES = [
  createIndex('answer', { survey: 1, question: 1, option: 1, response: 1 }),
  createIndex('answer', { response: 1, question: 1 }, { unique: true }),
];
const perHour = aggregate('response', [
  { $match: { survey: SURVEY } },
  counted({ $dateTrunc: { date: '$submittedAt', unit: 'hour' } }),
]);
const EMBEDDED = {
  perOption: aggregate('response', [
    { $match: { survey: SURVEY } },
    { $unwind: '$answers' },
    { $match: { 'answers.question': ASKED } },
    counted('$answers.option'),
  ]),
  perHour,
  crossed: aggregate('response', [
    { $match: { survey: SURVEY, 'answers.option': CHOSEN } },
    { $unwind: '$answers' },
    { $match: { 'answers.question': OTHER } },
    counted('$answers.option'),
  ]),
};
const LOOKED_UP = {
  perOption: aggregate('answer', [{ $match: { survey: SURVEY, question: ASKED } }, counted('$option')]),
  crossed: aggregate('answer', [
    { $match: { survey: SURVEY, question: ASKED, option: CHOSEN } },
    { $lookup: { from: 'answer', localField: 'response', foreignField: 'response', as: 'other' } },
    { $unwind: '$other' },
    { $match: { 'other.question': OTHER } },
    counted('$other.option'),
  ]),
};

type Counts = Readonly<Record<string, number>>;
interface Question {
  readonly what: string;
  /** The queries of each side. A side whose query is the same as another side's has none. */
  readonly sides: Readonly<Record<string, (stores: OwnStores) => Promise<Counts>>>;
  /** The result computed from the data without a store. */
  readonly expected: (responses: readonly Response[]) => Counts;
}

const rows =
  (statement: typeof PER_OPTION, ...values: unknown[]) =>
  async ({ pool }: OwnStores) =>
    countsOf(
      (await runSql<{ key: unknown; count: number }>(pool, statement, values)).rows.map(({ key, count }) => [
        key,
        count,
      ]),
    );
const documents =
  (call: typeof perHour) =>
  async ({ db }: OwnStores) =>
    countsOf((await call.run(db)).map(({ _id, count }) => [_id, count as number]));

const QUERIES: readonly Question[] = [
  {
    what: 'Answers per option',
    sides: {
      postgresql: rows(PER_OPTION, SURVEY, ASKED),
      'mongodb-embedded': documents(EMBEDDED.perOption),
      'mongodb-lookup': documents(LOOKED_UP.perOption),
    },
    expected: (responses) => tally(responses.map(({ answers }) => answers[ASKED]!)),
  },
  {
    what: 'Responses per hour',
    sides: { postgresql: rows(PER_HOUR, SURVEY), 'mongodb-embedded': documents(EMBEDDED.perHour) },
    expected: (responses) =>
      tally(
        responses.map(({ submittedAt }) =>
          new Date(Math.floor(submittedAt.getTime() / 3_600_000) * 3_600_000).toISOString(),
        ),
      ),
  },
  {
    what: 'Question 2 of those who chose an option of question 1',
    sides: {
      postgresql: rows(CROSSED, SURVEY, ASKED, CHOSEN, OTHER),
      'mongodb-embedded': documents(EMBEDDED.crossed),
      'mongodb-lookup': documents(LOOKED_UP.crossed),
    },
    expected: (responses) =>
      tally(responses.filter(({ answers }) => answers[ASKED] === CHOSEN).map(({ answers }) => answers[OTHER]!)),
  },
];

/** Counts: in all, by hour, and of one question by another. */
export const aggregateExperiment: Experiment = {
  id: 'aggregate',
  title: 'Counting and joining',
  question:
    'How many chose each option, how many answered in each hour, and how did those who chose one option of question 1 answer question 2?',
  means:
    'GROUP BY and the aggregation pipeline give the same results. With answers embedded in their response, the cross question needs one document and the count per option has to unwind all answers; ' +
    'with answers as documents of their own it is the other way round, and the cross question needs a $lookup. In SQL the query does not depend on how the answers are stored, because any two tables can be joined.',
  sides: [
    {
      id: 'postgresql',
      name: 'PostgreSQL',
      store: 'postgresql',
      shown: { language: 'sql', text: showSql(...TABLES, PER_OPTION, PER_HOUR, CROSSED) },
    },
    {
      id: 'mongodb-embedded',
      name: 'MongoDB, answers in the response',
      store: 'mongodb',
      shown: {
        language: 'javascript',
        text: showCalls(...RESPONSE_INDEXES, EMBEDDED.perOption, EMBEDDED.perHour, EMBEDDED.crossed),
      },
    },
    {
      id: 'mongodb-lookup',
      name: 'MongoDB, answers of their own, $lookup',
      store: 'mongodb',
      shown: { language: 'javascript', text: showCalls(...ANSWER_INDEXES, LOOKED_UP.perOption, LOOKED_UP.crossed) },
    },
  ],

  async run(stores, sheet, quick) {
    const pace = { rounds: quick ? 1 : 3, operations: quick ? 2 : 4, clients: 1 };
    const responses = makeResponses(quick ? 200 : 1_000);
    await load(stores, responses);
    for (const { what, sides, expected } of QUERIES) {
      const truth = JSON.stringify(expected(responses));
      const contestants: Contestant[] = [];
      for (const [side, ask] of Object.entries(sides)) {
        const answer = await tryFeature(() => ask(stores));
        sheet.outcome(
          `${what}: as the data says`,
          side,
          answer instanceof Refusal ? answer : JSON.stringify(answer) === truth,
        );
        if (answer instanceof Refusal) sheet.figure(`${what}, p50`, 'ms', side, answer);
        else contestants.push({ side, operation: () => ask(stores) });
      }
      for (const { side, p50, p95 } of await interleave(stores.signal, contestants, pace)) {
        sheet.figure(`${what}, p50`, 'ms', side, p50);
        sheet.figure(`${what}, p95`, 'ms', side, p95);
      }
    }
    return `${responses.length} responses with ${QUESTIONS} answers each, ${OPTIONS} options per question; the same indexes on both sides, tables analysed after loading; counted rounds: ${pace.rounds}, each question asked ${pace.operations} times in each.`;
  },
};

interface Response {
  readonly id: string;
  readonly submittedAt: Date;
  /** Option by question. */
  readonly answers: Readonly<Record<string, string>>;
}

function makeResponses(count: number): Response[] {
  const random = seeded(4);
  return Array.from({ length: count }, (_, index) => ({
    id: seededUuid(random),
    submittedAt: new Date(Date.UTC(2026, 4, 1) + index * 90_000),
    // Squared, so that some options are chosen more often than others.
    answers: Object.fromEntries(
      Array.from({ length: QUESTIONS }, (_, question) => [
        `q${question + 1}`,
        `q${question + 1}o${1 + Math.floor(random() ** 2 * OPTIONS)}`,
      ]),
    ),
  }));
}

async function load({ pool, db }: OwnStores, responses: readonly Response[]): Promise<void> {
  const answers = responses.flatMap(({ id, answers }) =>
    Object.entries(answers).map(([question, option]) => ({ response: id, question, option })),
  );
  for (const statement of TABLES) await pool.query(statement.text);
  for (const index of [...RESPONSE_INDEXES, ...ANSWER_INDEXES]) await index.run(db);
  await pool.query(
    'INSERT INTO response SELECT id, $1, at FROM unnest($2::uuid[], $3::timestamptz[]) AS given (id, at)',
    [SURVEY, responses.map(({ id }) => id), responses.map(({ submittedAt }) => submittedAt)],
  );
  await pool.query(
    'INSERT INTO answer SELECT response, question, $1, option FROM unnest($2::uuid[], $3::text[], $4::text[]) AS given (response, question, option)',
    [
      SURVEY,
      answers.map(({ response }) => response),
      answers.map(({ question }) => question),
      answers.map(({ option }) => option),
    ],
  );
  await pool.query('ANALYZE response, answer');
  await insertMany(
    'response',
    responses.map(({ id, submittedAt, answers: chosen }): Document => ({
      _id: id,
      survey: SURVEY,
      submittedAt,
      answers: Object.entries(chosen).map(([question, option]) => ({ question, option })),
    })),
  ).run(db);
  await insertMany(
    'answer',
    answers.map((answer): Document => ({ survey: SURVEY, ...answer })),
  ).run(db);
}

/** Sorted by key, so that equal counts are equal texts. */
function countsOf(entries: readonly (readonly [unknown, number])[]): Counts {
  const sortable = entries.map(
    ([key, count]) => [key instanceof Date ? key.toISOString() : String(key), count] as const,
  );
  return Object.fromEntries(sortable.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function tally(keys: readonly string[]): Counts {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return countsOf([...counts]);
}

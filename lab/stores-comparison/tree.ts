import { isDeepStrictEqual } from 'node:util';
import { BSON } from 'mongodb';
import type { Experiment } from './experiment.js';
import { interleave } from './interleave.js';
import { findOne, insertMany, showCalls, updateOne } from './mongo-call.js';
import type { OwnStores } from './own-stores.js';
import { seeded, seededUuid } from './seeded.js';
import { placeholder } from './shell-text.js';
import { Refusal, tryFeature, type Sheet } from './sheet.js';
import { runSql, showSql, sql } from './sql.js';

interface Tree {
  readonly title: string;
  readonly pages: {
    readonly title: string;
    readonly questions: {
      readonly heading: string;
      readonly options: { readonly id: string; readonly label: string }[];
    }[];
  }[];
}
interface Survey {
  readonly id: number;
  readonly tree: Tree;
}

const TABLES = [
  sql('survey', 'CREATE TABLE survey (id integer PRIMARY KEY, title text NOT NULL)'),
  sql(
    'page',
    'CREATE TABLE page (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, survey_id integer NOT NULL REFERENCES survey, position integer NOT NULL, title text NOT NULL, UNIQUE (survey_id, position))',
  ),
  sql(
    'question',
    'CREATE TABLE question (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, page_id integer NOT NULL REFERENCES page, position integer NOT NULL, heading text NOT NULL, UNIQUE (page_id, position))',
  ),
  sql(
    'option',
    'CREATE TABLE option (id uuid PRIMARY KEY, question_id integer NOT NULL REFERENCES question, position integer NOT NULL, label text NOT NULL, UNIQUE (question_id, position))',
  ),
];
const READ = sql(
  'read-tree',
  `
  SELECT json_build_object('title', s.title, 'pages', (
    SELECT json_agg(json_build_object('title', p.title, 'questions', (
      SELECT json_agg(json_build_object('heading', q.heading, 'options', (
        SELECT json_agg(json_build_object('id', o.id, 'label', o.label) ORDER BY o.position)
        FROM option o WHERE o.question_id = q.id)) ORDER BY q.position)
      FROM question q WHERE q.page_id = p.id)) ORDER BY p.position)
    FROM page p WHERE p.survey_id = s.id)) AS tree
  FROM survey s WHERE s.id = $1`,
);
const RENAME = sql('rename-option', 'UPDATE option SET label = $2 WHERE id = $1');

const JSONB_TABLE = sql('survey-tree', 'CREATE TABLE survey_tree (id integer PRIMARY KEY, tree jsonb NOT NULL)');
const READ_JSONB = sql('read-jsonb', 'SELECT tree FROM survey_tree WHERE id = $1');
const RENAME_JSONB = sql(
  'rename-jsonb',
  'UPDATE survey_tree SET tree = jsonb_set(tree, $2, to_jsonb($3::text)) WHERE id = $1',
);
/** Where the last option of the last question is. */
const lastPath = ({ pages }: Tree) => {
  const questions = pages.at(-1)!.questions;
  return [
    'pages',
    pages.length - 1,
    'questions',
    questions.length - 1,
    'options',
    questions.at(-1)!.options.length - 1,
    'label',
  ].map(String);
};
const lastOption = ({ pages }: Tree) => pages.at(-1)!.questions.at(-1)!.options.at(-1)!.id;

const readDocument = (id: number) => findOne('survey', { _id: id });
const renameInDocument = (id: number, option: string, label: string) =>
  updateOne(
    'survey',
    { _id: id },
    { $set: { 'pages.$[].questions.$[].options.$[option].label': label } },
    { arrayFilters: [{ 'option.id': option }] },
  );

/** A whole made of parts: read at once, changed in one place. */
export const treeExperiment: Experiment = {
  id: 'tree',
  title: 'A whole tree, and one leaf of it',
  question:
    'A survey with its pages, questions and options is read as a whole. Then the label of one option is changed. What does each cost?',
  means:
    'In either store, a tree that is stored as a whole is read without joins. One statement can also assemble it from rows, but it does so on each read. ' +
    'With the parts as rows, a change of a leaf rewrites one small row. Otherwise it rewrites the record of the whole tree (a store may log only the difference). Rows can also be referenced, counted and changed concurrently.',
  sides: [
    {
      id: 'postgresql',
      name: 'PostgreSQL, rows',
      store: 'postgresql',
      shown: { language: 'sql', text: showSql(...TABLES, READ, RENAME) },
    },
    {
      id: 'jsonb',
      name: 'PostgreSQL, one jsonb',
      store: 'postgresql',
      shown: { language: 'sql', text: showSql(JSONB_TABLE, READ_JSONB, RENAME_JSONB) },
    },
    {
      id: 'mongodb',
      name: 'MongoDB, one document',
      store: 'mongodb',
      shown: {
        language: 'javascript',
        text: showCalls(
          readDocument(placeholder('id') as unknown as number),
          renameInDocument(placeholder('id') as unknown as number, placeholder('option'), placeholder('label')),
        ),
      },
    },
  ],

  async run(stores, sheet, quick) {
    const { pool, db, signal } = stores;
    const surveys = makeSurveys(quick ? 10 : 40);
    const pace = { rounds: quick ? 1 : 3, operations: quick ? 20 : 100, clients: 1 };
    await load(stores, surveys);
    const survey = (index: number) => surveys[index % surveys.length]!;
    const read = {
      postgresql: async ({ id }: Survey) => (await runSql<{ tree: Tree }>(pool, READ, [id])).rows[0]?.tree,
      jsonb: async ({ id }: Survey) => (await runSql<{ tree: Tree }>(pool, READ_JSONB, [id])).rows[0]?.tree,
      mongodb: async ({ id }: Survey) => {
        const { _id, ...tree } = (await readDocument(id).run(db)) ?? {};
        return tree as unknown as Tree;
      },
    };
    const rename = {
      postgresql: async ({ tree }: Survey, label: string) =>
        (await runSql(pool, RENAME, [lastOption(tree), label])).rowCount,
      jsonb: async ({ id, tree }: Survey, label: string) =>
        (await runSql(pool, RENAME_JSONB, [id, lastPath(tree), label])).rowCount,
      mongodb: ({ id, tree }: Survey, label: string) => renameInDocument(id, lastOption(tree), label).run(db),
    };
    const sides = ['postgresql', 'jsonb', 'mongodb'] as const;
    const able: (typeof sides)[number][] = [];
    for (const side of sides) {
      const first = survey(0);
      sheet.outcome(
        'The tree comes back as it was stored',
        side,
        isDeepStrictEqual(await read[side](first), first.tree),
      );
      const renamed = await tryFeature(() => rename[side](first, 'Renamed'));
      const changed =
        renamed instanceof Refusal
          ? renamed
          : isDeepStrictEqual(await read[side](first), withLastLabel(first.tree, 'Renamed'));
      sheet.outcome('One option is renamed and nothing else changed', side, changed);
      if (renamed instanceof Refusal) sheet.figure('Renaming an option, p50', 'ms', side, renamed);
      else able.push(side);
    }
    await weigh(stores, sheet, survey(0));

    const reads = await interleave(
      signal,
      sides.map((side) => ({ side, operation: (index: number) => read[side](survey(index)) })),
      pace,
    );
    const renames = await interleave(
      signal,
      able.map((side) => ({
        side,
        operation: (index: number, turn: number) => rename[side](survey(index), `Label ${turn}.${index}`),
      })),
      pace,
    );
    for (const [what, taken] of [
      ['Reading a whole survey', reads],
      ['Renaming an option', renames],
    ] as const) {
      for (const { side, p50, p95 } of taken) {
        sheet.figure(`${what}, p50`, 'ms', side, p50);
        sheet.figure(`${what}, p95`, 'ms', side, p95);
      }
    }
    return `${surveys.length} surveys of ${PAGES} pages, ${PAGES * QUESTIONS} questions and ${PAGES * QUESTIONS * OPTIONS} options; counted rounds: ${pace.rounds}, of ${pace.operations} reads and as many changes, each read and each change being one statement.`;
  },
};

const PAGES = 4;
const QUESTIONS = 5;
const OPTIONS = 5;

function makeSurveys(count: number): Survey[] {
  const random = seeded(5);
  const times = <T>(many: number, make: (index: number) => T) =>
    Array.from({ length: many }, (_, index) => make(index));
  return times(count, (id) => ({
    id,
    tree: {
      title: `Survey ${id}`,
      pages: times(PAGES, (page) => ({
        title: `Page ${page + 1}`,
        questions: times(QUESTIONS, (question) => ({
          heading: `How did you like part ${question + 1} of page ${page + 1}?`,
          options: times(OPTIONS, (option) => ({
            id: seededUuid(random),
            label: `Answer ${option + 1}, out of ${OPTIONS}`,
          })),
        })),
      })),
    },
  }));
}

function withLastLabel(tree: Tree, label: string): Tree {
  const page = tree.pages.at(-1)!;
  const question = page.questions.at(-1)!;
  const options = question.options.with(-1, { ...question.options.at(-1)!, label });
  return {
    ...tree,
    pages: tree.pages.with(-1, { ...page, questions: page.questions.with(-1, { ...question, options }) }),
  };
}

async function load({ pool, db }: OwnStores, surveys: readonly Survey[]): Promise<void> {
  for (const statement of [...TABLES, JSONB_TABLE]) await pool.query(statement.text);
  for (const { id, tree } of surveys) {
    await pool.query('INSERT INTO survey_tree VALUES ($1, $2)', [id, JSON.stringify(tree)]);
    await pool.query('INSERT INTO survey VALUES ($1, $2)', [id, tree.title]);
    for (const [page, { title, questions }] of tree.pages.entries()) {
      const { rows } = await pool.query<{ id: number }>(
        'INSERT INTO page (survey_id, position, title) VALUES ($1, $2, $3) RETURNING id',
        [id, page, title],
      );
      for (const [question, { heading, options }] of questions.entries()) {
        const made = await pool.query<{ id: number }>(
          'INSERT INTO question (page_id, position, heading) VALUES ($1, $2, $3) RETURNING id',
          [rows[0]!.id, question, heading],
        );
        await pool.query(
          'INSERT INTO option (id, question_id, position, label) SELECT id, $1, position, label FROM unnest($2::uuid[], $3::int[], $4::text[]) AS given (id, position, label)',
          [
            made.rows[0]!.id,
            options.map((option) => option.id),
            options.map((_, position) => position),
            options.map(({ label }) => label),
          ],
        );
      }
    }
  }
  await pool.query('ANALYZE survey, page, question, option, survey_tree');
  await insertMany(
    'survey',
    surveys.map(({ id, tree }) => ({ _id: id, ...tree })),
  ).run(db);
}

async function weigh({ pool, db }: OwnStores, sheet: Sheet, { id, tree }: Survey): Promise<void> {
  const what = 'The record that holds the label';
  const { rows } = await pool.query<{ row: number; jsonb: number }>(
    'SELECT (SELECT pg_column_size(o.*) FROM option o WHERE id = $1) AS row, (SELECT pg_column_size(t.*) FROM survey_tree t WHERE id = $2) AS jsonb',
    [lastOption(tree), id],
  );
  sheet.figure(what, 'bytes', 'postgresql', rows[0]!.row);
  sheet.figure(what, 'bytes', 'jsonb', rows[0]!.jsonb);
  sheet.figure(what, 'bytes', 'mongodb', BSON.calculateObjectSize((await readDocument(id).run(db)) ?? {}));
}

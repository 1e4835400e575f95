import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { testEnvironment } from '../support/gateway.js';
import { runProgram } from '../support/gateway-process.js';

const CODEBOOK = {
  key: 'coffee-2026',
  title: 'Coffee at work',
  csv: { missing: ['', 'NA'] },
  respondentColumn: 'id',
  submitted: { column: 'when' },
  pages: [
    {
      title: 'Coffee',
      questions: [
        { column: 'likes', heading: 'Do you like coffee?', family: 'single_choice', required: true, options: [{ code: 'y', label: 'Yes' }, { code: 'n', label: 'No' }] },
        { column: 'kinds', heading: 'Which kinds?', family: 'multiple_choice', separator: ';', options: [{ code: 'e', label: 'Espresso' }, { code: 'f', label: 'Filter' }] },
        { column: 'cups', heading: 'How many cups a day?', family: 'numeric', subtype: 'integer', validation: { min: 0, max: 30 } },
        {
          heading: 'How good is it?', family: 'matrix', subtype: 'single', rows: [{ column: 'taste', label: 'Taste' }, { column: 'price', label: 'Price' }],
          options: [{ code: '1', label: 'Bad', value: 1 }, { code: '2', label: 'Good', value: 2 }],
        },
      ],
    },
  ],
};
const CSV = `id,when,likes,kinds,cups,taste,price
1,2026-01-05T09:00:00Z,y,e;f,3,2,1
2,2026-01-05T09:05:00Z,maybe,e,3,2,1
3,2026-01-05T09:10:00Z,n,NA,,,2
4,2026-01-05T09:15:00Z,y,e;x,1,2,2
5,2026-01-05T09:20:00Z,y,e,many,2,2
6,2026-01-05T09:25:00Z,y,f,31,2,2
7,2026-01-05T09:30:00Z,NA,f,3,2,2
8,yesterday,y,f,3,2,2
,2026-01-05T09:40:00Z,y,f,3,2,2
10,2026-01-05T09:45:00+02:00,"y","f",0,1,1
1,2026-01-06T09:00:00Z,n,,1,1,1
12,y
`;

let folder: string;
let environment: Awaited<ReturnType<typeof testEnvironment>>;
let database: pg.Client;
beforeAll(async () => {
  environment = await testEnvironment();
  folder = await mkdtemp(path.join(tmpdir(), 'import-'));
  database = new pg.Client({ connectionString: environment.variables['DATABASE_URL'] });
  await database.connect();
});
afterAll(async () => {
  await database?.end();
  await environment?.dispose();
  await rm(folder, { recursive: true, force: true });
});

const importing = (...args: readonly string[]) => runProgram([process.execPath, 'dist/cli/import.js', ...args], environment.variables);
async function file(name: string, content: string | object): Promise<string> {
  const target = path.join(folder, name);
  await writeFile(target, typeof content === 'string' ? content : JSON.stringify(content));
  return target;
}
async function counts(): Promise<{ readonly responses: number; readonly events: number }> {
  const { rows } = await database.query('SELECT (SELECT count(*) FROM survey_response)::int AS responses, (SELECT count(*) FROM outbox)::int AS events');
  return rows[0];
}

describe('the import of a survey', () => {
  it('refuses each row that does not fit, with its line and reason, and imports the others, once', async () => {
    const args = ['survey', await file('coffee.csv', CSV), '--codebook', await file('coffee.json', CODEBOOK)];
    const first = await importing(...args);
    expect(first.code).toBe(0);
    expect(first.output.match(/^coffee\.csv line .*$/gm)).toEqual([
      expect.stringMatching(/line 3 refused: column likes.* no code "maybe"/),
      expect.stringMatching(/line 5 refused: column kinds.* no code "x"/),
      expect.stringMatching(/line 6 refused: column cups.*"many" is not a number/),
      expect.stringMatching(/line 7 refused: column cups/),
      expect.stringMatching(/line 8 refused: column likes/),
      expect.stringMatching(/line 9 refused: the time of submission/),
      expect.stringMatching(/line 10 refused: column id does not say who answered/),
      // Respondent 1 answers twice, and not the same: neither answer is lost without a word.
      expect.stringMatching(/line 12 refused: the respondent "1" is on line 2 already, with other answers/),
      expect.stringMatching(/line 13 refused: the row has another number of cells than the header/),
    ]);
    expect(first.output).toMatch(/12 rows read, 3 imported, 0 known already, 9 refused/);
    const after = await counts();
    expect(after.responses).toBe(3);

    const second = await importing(...args);
    expect(second.code).toBe(0);
    expect(second.output).toMatch(/12 rows read, 0 imported, 3 known already, 9 refused/);
    expect(await counts()).toEqual(after);
  }, 60_000);

  it('of other questions under the same key is refused', async () => {
    const changed = { ...CODEBOOK, pages: [{ ...CODEBOOK.pages[0], questions: CODEBOOK.pages[0]?.questions.slice(0, 1) }] };
    const { code, output } = await importing('survey', await file('coffee.csv', CSV), '--codebook', await file('changed.json', changed));
    expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining('Give the codebook another key') });
    expect(output).not.toMatch(/^ +at /m);
  }, 60_000);
});

describe('an import that cannot begin says why and ends with 1', () => {
  const codebook = () => file('good.json', CODEBOOK);
  const cases: Record<string, readonly [() => Promise<readonly string[]>, string | RegExp]> = {
    'no arguments': [async () => [], 'Usage: npm run import -- survey FILE.csv --codebook FILE.json'],
    'an unknown kind': [async () => ['people', 'a.csv'], 'Usage: npm run import'],
    'an unknown option': [async () => ['movies', 'a.json', '--fast'], "Unknown option '--fast'"],
    'a survey without a codebook': [async () => ['survey', 'a.csv'], 'Usage: npm run import'],
    'a missing CSV': [async () => ['survey', path.join(folder, 'nowhere.csv'), '--codebook', await codebook()], /There is no file .*nowhere\.csv\./],
    'a missing codebook': [async () => ['survey', await file('a.csv', CSV), '--codebook', path.join(folder, 'nowhere.json')], /There is no file .*nowhere\.json\./],
    'a missing catalogue': [async () => ['movies', path.join(folder, 'nowhere.json')], /There is no file .*nowhere\.json\./],
    'a codebook that is not JSON': [async () => ['survey', await file('a.csv', CSV), '--codebook', await file('bad.json', '{ key: 1 }')], /bad\.json is not JSON: /],
    'a codebook with errors': [
      async () => ['survey', await file('a.csv', CSV), '--codebook', await file('wrong.json', { ...CODEBOOK, key: 'Coffee 2026', titel: 'x' })],
      /wrong\.json is no codebook \(docs\/codebook\.md\):\n {2}key: must be small letters, digits and dashes\n.*titel/,
    ],
    'a CSV without a column': [
      async () => ['survey', await file('b.csv', CSV.replace('likes', 'like')), '--codebook', await file('other.json', { ...CODEBOOK, key: 'coffee-other' })],
      'The CSV has no column likes. It has: id, when, like, kinds, cups, taste, price.',
    ],
    'a catalogue that is not JSON': [async () => ['movies', await file('movies.json', '[{"Title": "A"}, oops]')], /movies\.json is no JSON array: /],
  };
  it.each(Object.keys(cases))('%s', async (name) => {
    const [args, message] = cases[name] as (typeof cases)[string];
    const { code, output } = await importing(...(await args()));
    if (typeof message === 'string') expect(output).toContain(message);
    else expect(output).toMatch(message);
    expect(output).not.toMatch(/^ +at /m);
    expect(code).toBe(1);
  }, 30_000);
});

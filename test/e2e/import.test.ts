import { open } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { runProgram } from '../support/gateway-process.js';
import { CODEBOOK, createImportRun, CSV, type ImportRun } from '../support/import-run.js';

let run: ImportRun;
let database: pg.Client;
beforeAll(async () => {
  run = await createImportRun();
  database = new pg.Client({ connectionString: run.variables['DATABASE_URL'] });
  await database.connect();
});
afterAll(async () => {
  await database?.end();
  await run?.dispose();
});

async function counts(): Promise<{ readonly responses: number; readonly events: number }> {
  const { rows } = await database.query(
    'SELECT (SELECT count(*) FROM survey_response)::int AS responses, (SELECT count(*) FROM outbox)::int AS events',
  );
  return rows[0];
}

describe('the import of a survey', () => {
  it('refuses each row that does not fit, with its line and reason, and imports the others, once', async () => {
    const args = ['survey', await run.file('coffee.csv', CSV), '--codebook', await run.file('coffee.json', CODEBOOK)];
    const first = await run.importing(...args);
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

    const second = await run.importing(...args);
    expect(second.code).toBe(0);
    expect(second.output).toMatch(/12 rows read, 0 imported, 3 known already, 9 refused/);
    expect(await counts()).toEqual(after);
  }, 60_000);

  it('of other questions under the same key is refused', async () => {
    const changed = {
      ...CODEBOOK,
      pages: [{ ...CODEBOOK.pages[0], questions: CODEBOOK.pages[0]?.questions.slice(0, 1) }],
    };
    const { code, output } = await run.importing(
      'survey',
      await run.file('coffee.csv', CSV),
      '--codebook',
      await run.file('changed.json', changed),
    );
    expect({ code, output }).toMatchObject({
      code: 1,
      output: expect.stringContaining('Give the codebook another key'),
    });
    expect(output).not.toMatch(/^ +at /m);
  }, 60_000);
});

async function textsOf(key: string): Promise<readonly string[]> {
  const { rows } = await database.query(
    `SELECT a.text FROM answer a JOIN question q ON q.id = a.question_id JOIN survey s ON s.id = q.survey_id WHERE s.title = $1 AND a.text IS NOT NULL ORDER BY a.text`,
    [key],
  );
  return rows.map((row: { readonly text: string }) => row.text);
}
async function surveys(): Promise<number> {
  const { rows } = await database.query('SELECT count(*)::int AS count FROM survey');
  return rows[0].count;
}

const MONKEY = [
  '\ufeffRespondent ID,Collector ID,Start Date,End Date,IP Address,Which drinks do you like?,,,How did you hear of us?',
  ',,,,,Tea,Coffee,Other (please specify),Open-Ended Response',
  '118,900,11/20/2026 03:15:11 PM,11/20/2026 03:16:40 PM,10.1.2.3,Tea,Coffee,,"Radio, on a ""Sunday""\nmorning"',
  '119,900,11/20/2026 04:15:11 PM,11/20/2026 04:16:40 PM,10.1.2.4,,Coffee,Mate,شكرا جزيلا 🙏🏽',
  '120,900,11/20/2026 04:15:11 PM,11/20/2026 04:16:40 PM,10.1.2.5,,,Rooibos,',
].join('\r\n');

describe('a SurveyMonkey export', () => {
  it('is imported as it is, by the codebook that is drafted from it, with nothing lost and no personal data', async () => {
    const [csv, book] = [await run.file('monkey.csv', MONKEY), path.join(run.folder, 'monkey.json')];
    expect(await run.drafting(csv, '--zone', 'America/New_York', '-o', book)).toMatchObject({
      code: 0,
      output: expect.stringContaining('IP Address'),
    });
    const { code, output } = await run.importing('survey', csv, '--codebook', book);
    expect({ code, output }).toMatchObject({
      code: 0,
      output: expect.stringMatching(/3 rows read, 3 imported, 0 known already, 0 refused/),
    });
    expect(await textsOf('monkey')).toEqual(
      ['Mate', 'Radio, on a "Sunday"\nmorning', 'Rooibos', 'شكرا جزيلا 🙏🏽'].sort(),
    );
    const { rows } = await database.query(
      `SELECT r.submitted_at AS at, count(a.option_id)::int AS chosen FROM survey s JOIN survey_response r ON r.survey_id = s.id LEFT JOIN answer a ON a.response_id = r.id WHERE s.title = 'monkey' GROUP BY r.id, r.submitted_at ORDER BY r.submitted_at, chosen`,
    );
    expect(rows).toEqual([
      { at: new Date('2026-11-20T20:16:40Z'), chosen: 2 },
      { at: new Date('2026-11-20T21:16:40Z'), chosen: 1 },
      { at: new Date('2026-11-20T21:16:40Z'), chosen: 2 },
    ]);
    expect(await run.drafting(csv, '-o', book)).toMatchObject({
      code: 1,
      output: expect.stringContaining('monkey.json already exists.'),
    });
  }, 90_000);
});

describe('an import whose file or codebook does not fit', () => {
  const text = { column: 'why', heading: 'Why?', family: 'open_ended' };
  const bookOf = (key: string, over: object = {}) => ({
    key,
    title: key,
    respondentColumn: 'id',
    submitted: { at: '2026-11-01T00:00:00Z' },
    pages: [{ questions: [text] }],
    ...over,
  });

  it('leaves nothing, so that the corrected codebook works under the same key', async () => {
    const before = [await surveys(), await counts()];
    const csv = await run.file('latin.csv', Buffer.from('id,why\n1,Gr\xfc\xdfe \x80\n2,b\n', 'latin1'));
    const wrong = await run.importing('survey', csv, '--codebook', await run.file('latin.json', bookOf('latin')));
    expect(wrong).toMatchObject({
      code: 1,
      output: expect.stringContaining('latin.csv: line 2, byte 12: this is not utf-8.'),
    });
    expect([await surveys(), await counts()]).toEqual(before);
    const right = await run.importing(
      'survey',
      csv,
      '--codebook',
      await run.file('latin.json', bookOf('latin', { csv: { encoding: 'windows-1252' } })),
    );
    expect(right).toMatchObject({ code: 0, output: expect.stringContaining('2 imported') });
    expect(await textsOf('latin')).toEqual(['Grüße €', 'b']);
  }, 90_000);

  it('checks without writing anything when that is asked', async () => {
    const before = [await surveys(), await counts()];
    const { code, output } = await run.importing(
      'survey',
      await run.file('check.csv', 'id,why\n1,a\n1,b\n'),
      '--codebook',
      await run.file('check.json', bookOf('check')),
      '--check',
    );
    expect({ code, output }).toMatchObject({
      code: 0,
      output: expect.stringMatching(
        /line 3 refused: the respondent "1" is on line 2 already[^]*2 rows read, 1 can be imported, 1 refused.*nothing was written/,
      ),
    });
    expect([await surveys(), await counts()]).toEqual(before);
  }, 90_000);

  it('notices swapped codes under the same key', async () => {
    const swapped = structuredClone(CODEBOOK) as { pages: { questions: { options: { code: string }[] }[] }[] };
    const [yes, no] = swapped.pages[0]?.questions[0]?.options as [{ code: string }, { code: string }];
    [yes.code, no.code] = [no.code, yes.code];
    const { code, output } = await run.importing(
      'survey',
      await run.file('coffee.csv', CSV),
      '--codebook',
      await run.file('swapped.json', swapped),
    );
    expect({ code, output }).toMatchObject({
      code: 1,
      output: expect.stringContaining('"Yes" was the code "y", and is the code "n"'),
    });
  }, 90_000);

  it('runs beside another of the same file, and the two import each row once', async () => {
    const csv = await run.file(
      'twice.csv',
      `id,why\n${Array.from({ length: 1200 }, (_, n) => `${n},text ${n}`).join('\n')}\n`,
    );
    const codebook = await run.file('twice.json', bookOf('twice'));
    const runs = await Promise.all([
      run.importing('survey', csv, '--codebook', codebook),
      run.importing('survey', csv, '--codebook', codebook),
    ]);
    expect(runs.map(({ code }) => code)).toEqual([0, 0]);
    const imported = runs.map(({ output }) => Number(/(\d+) imported/.exec(output)?.[1]));
    expect([imported.reduce((sum, count) => sum + count, 0), (await textsOf('twice')).length]).toEqual([1200, 1200]);
  }, 90_000);

  it('fills the quotas that live responses fill', async () => {
    const book = {
      ...bookOf('quota'),
      pages: [
        {
          questions: [
            { column: 'why', heading: 'Why?', family: 'single_choice', options: [{ code: 'a', label: 'A' }] },
          ],
        },
      ],
    };
    const codebook = await run.file('quota.json', book);
    await run.importing('survey', await run.file('quota.csv', 'id,why\n1,a\n'), '--codebook', codebook);
    await database.query(`INSERT INTO quota (id, survey_id, question_id, option_id, "limit", filled)
      SELECT gen_random_uuid(), q.survey_id, q.id, o.id, 2, 1 FROM question_option o JOIN question q ON q.id = o.question_id JOIN survey s ON s.id = q.survey_id WHERE s.title = 'quota'`);
    await run.importing('survey', await run.file('quota.csv', 'id,why\n1,a\n2,a\n3,a\n'), '--codebook', codebook);
    const { rows } = await database.query(
      `SELECT r.status::text, count(*)::int FROM survey_response r JOIN survey s ON s.id = r.survey_id WHERE s.title = 'quota' GROUP BY 1 ORDER BY 1`,
    );
    expect(rows).toEqual([
      { status: 'completed', count: 2 },
      { status: 'overquota', count: 1 },
    ]);
    expect((await database.query('SELECT filled FROM quota')).rows).toEqual([{ filled: 2 }]);
  }, 90_000);
});

describe('memory while an import runs', () => {
  /** The program itself takes about 50 MB of it. */
  const HEAP = '--max-old-space-size=96';
  const MEGABYTE = 'x'.repeat(1_000_000);
  const book = {
    key: 'memory',
    title: 'memory',
    respondentColumn: 'id',
    submitted: { at: '2026-11-01T00:00:00Z' },
    pages: [{ questions: [{ column: 'why', heading: 'Why?', family: 'open_ended', subtype: 'essay' }] }],
  };
  async function written(name: string, parts: Iterable<string>): Promise<string> {
    const handle = await open(path.join(run.folder, name), 'w');
    for (const part of parts) await handle.write(part);
    await handle.close();
    return path.join(run.folder, name);
  }
  const rowsOf = function* (count: number, row: (n: number) => string) {
    yield 'id,why\n';
    for (let n = 0; n < count; n += 5000)
      yield Array.from({ length: Math.min(5000, count - n) }, (_, index) => row(n + index)).join('');
  };
  const importingWithLittleMemory = async (csv: string, ...more: readonly string[]) =>
    runProgram(
      [
        process.execPath,
        HEAP,
        'dist/src/cli/import.js',
        'survey',
        csv,
        '--codebook',
        await run.file('memory.json', { ...book, key: path.parse(csv).name }),
        ...more,
      ],
      run.variables,
    );

  it.each<[string, () => readonly string[], string | RegExp]>([
    [
      'cell',
      () => ['id,why\n1,a\n2,"', ...Array(50).fill(MEGABYTE), '"\n3,c\n'],
      /large-cell\.csv line 3 refused: the row has more than 1000000 characters[^]*3 rows read, 2 imported, 0 known already, 1 refused/,
    ],
    [
      'row',
      () => ['id,why\n1,a\n2', ...Array(50).fill(','.repeat(1_000_000)), '\n3,c\n'],
      /large-row\.csv line 3 refused: [^]*3 rows read, 2 imported/,
    ],
    [
      'line',
      () => ['id,why\n1,a\n2,', ...Array(50).fill(MEGABYTE)],
      /large-line\.csv line 3 refused: [^]*2 rows read, 1 imported/,
    ],
    [
      'header',
      () => [...Array(50).fill(MEGABYTE), '\n1,a\n'],
      'large-header.csv: the header has more than 1000000 characters.',
    ],
    [
      'quote',
      () => ['id,why\n1,a\n2,"', ...Array(50).fill(MEGABYTE)],
      'large-quote.csv: line 3: a quote is opened and never closed.',
    ],
  ])(
    'does not grow with a %s of 50 MB',
    async (name, parts, message) => {
      const { output } = await importingWithLittleMemory(await written(`large-${name}.csv`, parts()));
      expect(output).toEqual(
        typeof message === 'string' ? expect.stringContaining(message) : expect.stringMatching(message),
      );
    },
    120_000,
  );

  it('does not grow with the number of rows, where a program that keeps them runs out of it', async () => {
    const csv = await written(
      'many.csv',
      rowsOf(600_000, (n) => `${n},a\n`),
    );
    const { code, output } = await importingWithLittleMemory(csv, '--check');
    expect({ code, output }).toMatchObject({
      code: 0,
      output: expect.stringMatching(/600000 rows read, 600000 can be imported, 0 refused/),
    });
    const keeping = `const { csvRows } = await import('./dist/src/adapters/files/csv-rows.js'); const kept = [];
      for await (const row of csvRows(${JSON.stringify(csv)}, { delimiter: ',', quote: '"', missing: [], headerRows: 1 }).rows()) kept.push(row);`;
    expect((await runProgram([process.execPath, HEAP, '--input-type=module', '-e', keeping], {})).output).toContain(
      'heap out of memory',
    );
  }, 300_000);

  it('does not grow with long texts in many rows', async () => {
    const { code, output } = await importingWithLittleMemory(
      await written(
        'essays.csv',
        rowsOf(3000, (n) => `${n},${'é'.repeat(9990)}\n`),
      ),
    );
    expect({ code, output }).toMatchObject({
      code: 0,
      output: expect.stringMatching(/3000 rows read, 3000 imported, 0 known already, 0 refused/),
    });
  }, 300_000);
});

describe('the import of a catalogue', () => {
  it('refuses each film that cannot be stored, or that exists and differs, and imports the others', async () => {
    const films = [
      { Title: 'A', 'Release Date': 'Jan 01 2001', 'IMDB Votes': 5 },
      { Title: 'Year 0', 'Release Date': 'Jan 01 0000' },
      { Title: 'Votes', 'IMDB Votes': 3_000_000_000 },
      { Title: 'A', 'Release Date': 'Jan 01 2001', 'IMDB Votes': 6 },
      { Title: 'A', 'Release Date': 'Jan 01 2001', 'IMDB Votes': 5 },
      { Title: 'Typo', Directr: 'x' },
      { Title: 'NUL\u0000' },
      { Title: 'A|2001-01-01' },
      { Title: 'B', 'US Gross': 9_007_199_254_740_991 },
    ];
    const json = JSON.stringify(films)
      .replace('"Typo"', '"Typo","Title":"Twice"')
      .replace(/]$/, ',{"Title":"\\ud800"},{"Title":"Last"}]');
    const { code, output } = await run.importing('movies', await run.file('films.json', json));
    expect(code).toBe(0);
    expect(output.match(/^films\.json row .*$/gm)).toEqual([
      expect.stringMatching(/row 2 refused: Release Date is not a date/),
      expect.stringMatching(/row 3 refused: IMDB Votes/),
      expect.stringMatching(/row 6 refused: it has the field "Title" twice/),
      expect.stringMatching(/row 7 refused: Title has control characters/),
      expect.stringMatching(/row 10 refused: it has half a character/),
      expect.stringMatching(/row 4 refused: "A" \(2001-01-01\) already exists and differs in imdbVotes/),
    ]);
    expect(output).toMatch(/11 rows read, 4 imported, 1 known already, 6 refused/);
    const { rows } = await database.query('SELECT title FROM movie ORDER BY title');
    expect(rows.map(({ title }: { readonly title: string }) => title)).toEqual(['A', 'A|2001-01-01', 'B', 'Last']);
  }, 60_000);

  it('that ends in the middle leaves nothing', async () => {
    const { code, output } = await run.importing(
      'movies',
      await run.file('broken.json', '[{"Title": "Before the fault"}, {"Title": '),
    );
    expect({ code, output }).toMatchObject({
      code: 1,
      output: expect.stringContaining('broken.json is not a JSON array'),
    });
    expect((await database.query(`SELECT title FROM movie WHERE title = 'Before the fault'`)).rows).toEqual([]);
  }, 60_000);
});

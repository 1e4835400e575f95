import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CODEBOOK, createImportRun, CSV, type ImportRun } from '../support/import-run.js';

let run: ImportRun;
beforeAll(async () => {
  run = await createImportRun();
});
afterAll(() => run?.dispose());

describe('a draft that cannot be made says why and ends with 1, or with 2 when it was called wrongly', () => {
  it.each<[string, readonly string[], string | RegExp]>([
    ['no arguments', [], 'Usage: npm run codebook -- FILE.csv'],
    ['an unknown option', ['a.csv', '--fast'], '--fast'],
    ['two files', ['package.json', 'b.csv'], 'b.csv'],
    ['a missing file', ['nowhere.csv'], 'There is no file nowhere.csv.'],
    ['an unknown zone', ['package.json', '--zone', 'Berlin'], '--zone Berlin is not an IANA time zone'],
    ['an unknown encoding', ['package.json', '--encoding', 'klingon'], 'there is no encoding "klingon"'],
    ['a malformed key', ['package.json', '--key', 'A B'], 'small letters, digits and dashes'],
  ])(
    '%s',
    async (what, args, message) => {
      const { code, output } = await run.drafting(...args);
      const isMiscalled = ['no arguments', 'an unknown option', 'two files', 'a malformed key'].includes(what);
      expect({ code, output }).toMatchObject({
        code: isMiscalled ? 2 : 1,
        output: typeof message === 'string' ? expect.stringContaining(message) : expect.stringMatching(message),
      });
      expect(output).not.toMatch(/^ +at /m);
    },
    30_000,
  );

  it('both commands say how they are used when asked', async () => {
    expect(await run.drafting('--help')).toMatchObject({
      code: 0,
      output: expect.stringContaining('Usage: npm run codebook'),
    });
    expect(await run.importing('--help')).toMatchObject({
      code: 0,
      output: expect.stringContaining('Usage: npm run import'),
    });
  }, 30_000);
});

describe('an import that cannot begin says why and ends with 1, or with 2 when it was called wrongly', () => {
  const codebook = () => run.file('good.json', CODEBOOK);
  const cases: Record<string, readonly [() => Promise<readonly string[]>, string | RegExp, number?]> = {
    'no arguments': [
      async () => [],
      /survey\|movies is missing\.\n\nUsage: npm run import -- survey FILE\.csv --codebook FILE\.json/,
      2,
    ],
    'an unknown kind': [
      async () => ['people', 'a.csv'],
      'survey|movies must be one of survey, movies; it is "people".',
      2,
    ],
    'an unknown option': [async () => ['movies', 'a.json', '--fast'], "Unknown option '--fast'", 2],
    'a survey without a codebook': [async () => ['survey', 'a.csv'], 'A survey needs --codebook FILE.json.', 2],
    'a missing CSV': [
      async () => ['survey', path.join(run.folder, 'nowhere.csv'), '--codebook', await codebook()],
      /There is no file .*nowhere\.csv\./,
    ],
    'a missing codebook': [
      async () => ['survey', await run.file('a.csv', CSV), '--codebook', path.join(run.folder, 'nowhere.json')],
      /There is no file .*nowhere\.json\./,
    ],
    'a missing catalogue': [
      async () => ['movies', path.join(run.folder, 'nowhere.json')],
      /There is no file .*nowhere\.json\./,
    ],
    'a codebook that is not JSON': [
      async () => ['survey', await run.file('a.csv', CSV), '--codebook', await run.file('bad.json', '{ key: 1 }')],
      /bad\.json is not JSON: /,
    ],
    'a codebook with errors': [
      async () => [
        'survey',
        await run.file('a.csv', CSV),
        '--codebook',
        await run.file('wrong.json', { ...CODEBOOK, key: 'Coffee 2026', titel: 'x' }),
      ],
      /wrong\.json is not a valid codebook \(docs\/codebook\.md\):\n {2}key: must be lowercase letters, digits and dashes\n.*titel/,
    ],
    'a CSV without a column': [
      async () => [
        'survey',
        await run.file('b.csv', CSV.replace('likes', 'like')),
        '--codebook',
        await run.file('other.json', { ...CODEBOOK, key: 'coffee-other' }),
      ],
      'The CSV has no column likes. It has: id, when, like, kinds, cups, taste, price.',
    ],
    'a catalogue that is not JSON': [
      async () => ['movies', await run.file('movies.json', '[{"Title": "A"}, oops]')],
      /movies\.json is not a JSON array: /,
    ],
  };
  it.each(Object.keys(cases))(
    '%s',
    async (name) => {
      const [args, message, exitCode = 1] = cases[name] as (typeof cases)[string];
      const { code, output } = await run.importing(...(await args()));
      if (typeof message === 'string') expect(output).toContain(message);
      else expect(output).toMatch(message);
      expect(output).not.toMatch(/^ +at /m);
      expect(code).toBe(exitCode);
    },
    30_000,
  );
});

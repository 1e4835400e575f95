import { describe, expect, it } from '@jest/globals';
import { draftCodebook, type DraftInput } from '../../../../src/importers/codebook-draft/draft-codebook.js';
import { csvRecords, type CsvForm } from '../../../../src/adapters/files/csv-records.js';
import { importText, memoryImportStore } from '../../../support/import-memory.js';

async function drafted(csv: string, over: Partial<DraftInput> = {}, form: CsvForm = { delimiter: ',', quote: '"' }) {
  async function* cells() {
    for await (const record of csvRecords(
      (async function* () {
        yield csv;
      })(),
      form,
    ))
      yield record.cells;
  }
  return draftCodebook(cells(), { key: 'drafted', title: 'Drafted', csv: { ...form }, ...over });
}
type Question = Record<string, unknown> & { readonly options?: readonly Record<string, unknown>[] };
const questionsIn = (draft: Awaited<ReturnType<typeof drafted>>) =>
  (draft.codebook['pages'] as { questions: Question[] }[]).flatMap(({ questions }) => questions);

/** A SurveyMonkey export: all kinds of questions, as its CSV has them. */
const EXPORT = [
  'Respondent ID,Collector ID,Start Date,End Date,IP Address,Email Address,First Name,Last Name,Custom Data 1,Which drinks do you like?,,,"How satisfied are you with, in all?",,How did you hear of us?,"Your city\n(or village)",,How many cups?,When did you begin?',
  ',,,,,,,,,Tea,Coffee,Other (please specify),The price,The taste,Open-Ended Response,Response,Other (please specify),Open-Ended Response,Date / Time',
  '118000000001,900,11/20/2026 03:15:11 PM,11/20/2026 03:16:40 PM,10.0.0.1,a@example.com,Ann,Lee,x,Tea,Coffee,,Very satisfied,Satisfied,"Radio, on a ""Sunday""\nmorning",Rome,,"1,5",01/31/2020',
  '118000000002,900,11/20/2026 04:15:11 PM,11/20/2026 04:16:40 PM,10.0.0.2,,,,,,Coffee,Mate,Satisfied,Very satisfied,شكرا جزيلا 🙏🏽,,Osaka,2,12/01/2021',
  '118000000003,901,11/21/2026 04:15:11 AM,11/21/2026 04:16:40 AM,10.0.0.3,,,,,,,Rooibos,Satisfied,,,Oslo,,"0,25",',
].join('\r\n');

describe('the draft of a codebook for a SurveyMonkey export', () => {
  it('imports as it is when the zone is given', async () => {
    const draft = await drafted(EXPORT, { zone: 'America/New_York' });
    expect(draft.todo).toEqual([]);
    const store = memoryImportStore();
    const { report, refused, failure, notes } = await importText(store, draft.codebook, EXPORT);
    expect({ report, refused, failure, notes }).toMatchObject({
      report: { read: 3, imported: 3, refused: 0 },
      refused: [],
      failure: undefined,
    });
    const [first, second, third] = [...store.kept().responses.values()];
    expect(first?.response).toMatchObject({
      startedAt: new Date('2026-11-20T20:15:11Z'),
      submittedAt: new Date('2026-11-20T20:16:40Z'),
    });
    const questions = [...store.kept().questions.values()].flat();
    const said = (response: typeof first) =>
      Object.fromEntries(
        (response?.answers ?? []).map(({ questionId, optionIds, cells, text, number, moment }) => {
          const question = questions.find(({ id }) => id === questionId);
          const label = (id: string) => question?.options.find((option) => option.id === id)?.label;
          const row = (id: string) => question?.rows.find((option) => option.id === id)?.label;
          return [
            question?.heading,
            text ??
              number ??
              moment ??
              (cells.length > 0
                ? cells.map(({ rowId, optionId }) => `${row(rowId)}: ${label(optionId)}`)
                : optionIds.map(label)),
          ];
        }),
      );
    expect([first, second, third].map(said)).toEqual([
      {
        'Which drinks do you like?': ['Tea', 'Coffee'],
        'How satisfied are you with, in all?': ['The price: Very satisfied', 'The taste: Satisfied'],
        'How did you hear of us?': 'Radio, on a "Sunday"\nmorning',
        'Your city (or village)': ['Rome'],
        'How many cups?': '1,5',
        'When did you begin?': '2020-01-31',
      },
      {
        'Which drinks do you like?': ['Coffee', 'Other (please specify)'],
        'Which drinks do you like? (Other (please specify))': 'Mate',
        'How satisfied are you with, in all?': ['The price: Satisfied', 'The taste: Very satisfied'],
        'How did you hear of us?': 'شكرا جزيلا 🙏🏽',
        'Your city (or village)': ['Other (please specify)'],
        'Your city (or village) (Other (please specify))': 'Osaka',
        'How many cups?': '2',
        'When did you begin?': '2021-12-01',
      },
      {
        'Which drinks do you like?': ['Other (please specify)'],
        'Which drinks do you like? (Other (please specify))': 'Rooibos',
        'How satisfied are you with, in all?': ['The price: Satisfied'],
        'Your city (or village)': ['Oslo'],
        'How many cups?': '0,25',
      },
    ]);
  });

  it('leaves personal data out, and says so', async () => {
    const { codebook, notes } = await drafted(EXPORT);
    expect(codebook['ignoredColumns']).toEqual([
      'Collector ID',
      'IP Address',
      'Email Address',
      'First Name',
      'Last Name',
      'Custom Data 1',
    ]);
    expect(codebook).toMatchObject({
      respondentColumn: 'Respondent ID',
      started: { column: 'Start Date' },
      submitted: { column: 'End Date' },
      csv: { headerRows: 2 },
    });
    expect(notes.join()).toContain('IP Address');
  });

  it('asks for the zone, and the import refuses the draft without it', async () => {
    const draft = await drafted(EXPORT);
    expect(draft.todo).toEqual(['dates.zone: the time zone of the dates (or run this again with --zone)']);
    expect((await importText(memoryImportStore(), draft.codebook, EXPORT)).failure).toBe(
      'dates.zone: must be an IANA time zone such as Europe/Berlin',
    );
  });

  it('asks which part of a date is the month when no date of the file tells', async () => {
    const draft = await drafted(EXPORT.replaceAll(/11\/2[01]\/2026/g, '03/04/2026'), { zone: 'UTC' });
    expect(draft.todo).toEqual(['dates.format: which part of a date such as 03/04/2026 is the month']);
    expect((await importText(memoryImportStore(), draft.codebook, EXPORT)).failure).toContain(
      'dates.format: is still a TODO: write iso',
    );
  });

  it('refers by number to columns that have the same headers', async () => {
    const csv =
      'Respondent ID,End Date,Other?,,Other?,\n,,Tea,Mate,Tea,Mate\n1,11/20/2026 03:15 PM,Tea,,,Mate\n2,11/20/2026 03:15 PM,,Mate,Tea,\n';
    const draft = await drafted(csv, { zone: 'UTC' });
    const store = memoryImportStore();
    expect((await importText(store, draft.codebook, csv)).report).toMatchObject({ imported: 2 });
    expect(
      [...store.kept().responses.values()].map(({ answers }) => answers.map(({ optionIds }) => optionIds.length)),
    ).toEqual([
      [1, 1],
      [1, 1],
    ]);
  });
});

describe('the draft of a question that is spread over columns', () => {
  it.each<[string, string, string, readonly string[]]>([
    ['the options', 'Tea,Coffee', '1,{z},Tea,\n2,{z},,Coffee\n', ['Tea', 'Coffee']],
    ['the numbers of the options', 'Tea,Coffee', '1,{z},1,\n2,{z},,2\n', ['1', '2']],
    ['rows and options', 'Home - Tea,Work - Tea', '1,{z},Tea,\n2,{z},Tea,Tea\n', ['Tea', 'Tea']],
    ['one mark', 'Tea,Coffee', '1,{z},x,x\n2,{z},x,\n', ['x', 'x']],
    ['options of which one was never chosen', 'Tea,Coffee', '1,{z},Tea,\n2,{z},Tea,\n', ['Tea', 'Coffee']],
  ])('has a multiple choice for cells that hold %s', async (_, parts, rows, codes) => {
    const csv = `Respondent ID,End Date,Which?,\n,,${parts}\n${rows.replaceAll('{z}', '2026-11-01T00:00:00Z')}`;
    const draft = await drafted(csv);
    const [question] = questionsIn(draft);
    expect([question?.['family'], question?.options?.map(({ code }) => code)]).toEqual(['multiple_choice', codes]);
    expect((await importText(memoryImportStore(), draft.codebook, csv)).report).toMatchObject({
      imported: 2,
      refused: 0,
    });
  });
});

describe('the draft of a codebook for any other CSV', () => {
  it('takes few values that come back for options, numbers for numbers, dates for dates, and everything else for text', async () => {
    const rows = Array.from(
      { length: 12 },
      (_, n) =>
        `${n},2026-11-0${1 + (n % 9)}T10:00:00Z,${n % 2 ? 'Yes' : 'No'},${n * 3},${n}.5,2026-01-${10 + n},thought ${n},Tea;${n % 3 ? 'Coffee' : 'Mate'}`,
    );
    const draft = await drafted(`id,submitted,agree,age,height,born,why,drinks\n${rows.join('\n')}\n`);
    expect(draft.todo).toEqual([]);
    expect(questionsIn(draft).map(({ column, family, subtype }) => [column, family, subtype])).toEqual([
      ['agree', 'single_choice', undefined],
      ['age', 'numeric', 'integer'],
      ['height', 'numeric', 'decimal'],
      ['born', 'datetime', 'date_only'],
      ['why', 'open_ended', 'single'],
      ['drinks', 'multiple_choice', undefined],
    ]);
    expect(
      (
        await importText(
          memoryImportStore(),
          draft.codebook,
          `id,submitted,agree,age,height,born,why,drinks\n${rows.join('\n')}\n`,
        )
      ).report,
    ).toMatchObject({ imported: 12, refused: 0 });
  });

  it('finds options in all rows, not in the first ones', async () => {
    const rows = [
      ...Array.from({ length: 5000 }, (_, n) => `${n},${n % 2 ? 'Yes' : 'No'},${n}`),
      '5000,Maybe,',
      '5001,Maybe,x',
    ];
    const draft = await drafted(`id,agree,number\n${rows.join('\n')}\n`);
    expect(questionsIn(draft)[0]?.options?.map(({ code }) => code)).toEqual(['No', 'Yes', 'Maybe']);
    expect(questionsIn(draft)[1]).toMatchObject({ family: 'open_ended' });
  });

  it('makes a question of neighbours that share what is before a dash or a bracket', async () => {
    const csv = `id,Rate - Taste,Rate - Price,Own [Car],Own [Bike],A - lonely dash\n${Array.from({ length: 8 }, (_, n) => `${n},${n % 2 ? 'Good' : 'Bad'},${n % 3 ? 'Good' : 'Bad'},${n % 2 ? '1' : '0'},${n % 3 ? '1' : '0'},text ${n}`).join('\n')}\n`;
    const draft = await drafted(csv);
    expect(questionsIn(draft)).toMatchObject([
      {
        heading: 'Rate',
        family: 'matrix',
        rows: [
          { column: 'Rate - Taste', label: 'Taste' },
          { column: 'Rate - Price', label: 'Price' },
        ],
      },
      {
        heading: 'Own',
        family: 'multiple_choice',
        unticked: ['0'],
        options: [
          { column: 'Own [Car]', code: '1', label: 'Car' },
          { column: 'Own [Bike]', code: '1', label: 'Bike' },
        ],
      },
      { heading: 'A - lonely dash', family: 'open_ended' },
    ]);
    const finished = { ...draft.codebook, submitted: { at: '2026-11-01T00:00:00Z' } };
    expect((await importText(memoryImportStore(), finished, csv)).report).toMatchObject({ imported: 8, refused: 0 });
  });

  it('reads decimal commas, and asks where a comma may separate thousands', async () => {
    const form: CsvForm = { delimiter: ';', quote: '"' };
    const draft = await drafted('id;sure;money;maybe\n1;1,5;1.234,50;1,234\n2;2,25;12,00;5,678\n', {}, form);
    expect(questionsIn(draft)).toMatchObject([
      { numbers: { decimal: ',' } },
      { numbers: { decimal: ',', thousands: '.' } },
      { numbers: { decimal: expect.stringContaining('TODO') } },
    ]);
    expect(draft.todo).toContainEqual('maybe: whether a number such as 1,234 has decimals or thousands');
    expect((await importText(memoryImportStore(), draft.codebook, 'id\n')).failure).toContain('must be "." or ","');
  });

  it('takes NA among numbers for a missing answer', async () => {
    const draft = await drafted('id,age\n1,30\n2,NA\n3,41\n');
    expect(draft.codebook['csv']).not.toHaveProperty('missing');
    expect(questionsIn(draft)).toMatchObject([{ family: 'numeric', missing: ['', 'NA'] }]);
    expect(draft.notes.join()).toContain('age: NA is taken for "not answered"');
  });

  it('joins a text beside options that has a header of its own, twice the same', async () => {
    const csv =
      'Respondent ID,Which drinks?,Other (please specify),Which city?,Other (please specify)\n11,Other,Mate,Rome,\n12,Tea,,Other,Osaka\n';
    const draft = await drafted(csv);
    expect(draft.todo).toEqual(['submitted: a column of moments, or one instant for all responses']);
    const store = memoryImportStore();
    const { report } = await importText(store, { ...draft.codebook, submitted: { at: '2026-11-01T00:00:00Z' } }, csv);
    expect(report).toMatchObject({ imported: 2, refused: 0 });
    expect(
      [...store.kept().responses.values()].map(({ answers }) =>
        answers.map(({ text, optionIds }) => text ?? optionIds.length),
      ),
    ).toEqual([
      [1, 'Mate', 1],
      [1, 1, 'Osaka'],
    ]);
  });

  it('of a file without rows is a codebook to finish, and of one with nothing at all is none', async () => {
    expect((await drafted('id,agree\n')).codebook).toMatchObject({
      respondentColumn: 'id',
      pages: [{ questions: [{ column: 'agree', family: 'open_ended' }] }],
    });
    expect((await drafted('id,when\n1,2026-11-01T00:00:00Z\n')).todo).toContain(
      'pages: questions; no column of the file looks like answers',
    );
    await expect(drafted('')).rejects.toThrow('The CSV is empty.');
  });
});

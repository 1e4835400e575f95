import { describe, expect, it } from '@jest/globals';
import { draftCodebook } from '../../../../src/importers/codebook-draft/draft-codebook.js';
import { csvRecords } from '../../../../src/adapters/files/csv-records.js';
import { importText, memoryImportStore } from '../../../support/import-memory.js';

const FORM = { delimiter: ',', quote: '"' } as const;

async function drafted(csv: string) {
  async function* cells() {
    for await (const record of csvRecords(
      (async function* () {
        yield csv;
      })(),
      FORM,
    ))
      yield record.cells;
  }
  const draft = await draftCodebook(cells(), { key: 'drafted', title: 'Drafted', csv: { ...FORM }, zone: 'UTC' });
  const { pages } = draft.codebook as { pages: { questions: Record<string, unknown>[] }[] };
  return { ...draft, questions: pages.flatMap(({ questions }) => questions) };
}

/** Each response as the draft's import says it: the answers by the heading of their question. */
async function imported(csv: string) {
  const draft = await drafted(csv);
  const store = memoryImportStore();
  const { report, refused, failure } = await importText(store, draft.codebook, csv);
  const questions = [...store.kept().questions.values()].flat();
  const said = [...store.kept().responses.values()].map(({ answers }) =>
    Object.fromEntries(
      answers.map(({ questionId, optionIds, cells, text, number, moment }) => {
        const question = questions.find(({ id }) => id === questionId);
        const label = (id: string) => question?.options.find((option) => option.id === id)?.label;
        const row = (id: string) => question?.rows.find((option) => option.id === id)?.label;
        const chosen =
          cells.length > 0 ? cells.map((cell) => `${row(cell.rowId)}: ${label(cell.optionId)}`) : optionIds.map(label);
        return [question?.heading, text ?? number ?? moment ?? chosen];
      }),
    ),
  );
  return { ...draft, report, refused, failure, said };
}

const rows = (header: string, ...cells: string[]) =>
  `${header}\n${cells.map((line, index) => `${index + 1},2026-01-0${index + 1} 10:00,${line}`).join('\n')}\n`;

describe('a column called Other', () => {
  it('that has the marks of its group is an option like the others', async () => {
    const { said, questions, todo } = await imported(
      rows('id,submitted,Devices - Phone,Devices - Laptop,Devices - Other', '1,0,0', '0,1,0', '1,1,0', '0,0,1'),
    );
    expect([todo, questions]).toMatchObject([[], [{ family: 'multiple_choice', unticked: ['0'] }]]);
    expect(said).toEqual([
      { Devices: ['Phone'] },
      { Devices: ['Laptop'] },
      { Devices: ['Phone', 'Laptop'] },
      { Devices: ['Other'] },
    ]);
  });

  it.each<[string, string, string, readonly string[]]>([
    ['0 alone, like all the others', '0,0,0', '0,0,0', []],
    ['TRUE and FALSE', 'TRUE,FALSE,FALSE', 'FALSE,FALSE,TRUE', ['Phone']],
    ['x', 'x,,', ',x,x', ['Phone']],
    ['its own label', 'Phone,,', ',Laptop,Other', ['Phone']],
    ['Yes and No beside labels', 'Phone,,No', ',Laptop,Yes', ['Phone']],
    ['1 and 0 beside labels', 'Phone,,0', ',Laptop,1', ['Phone']],
    ['NA where it is not chosen', '1,0,NA', '0,1,1', ['Phone']],
    ['its number', '1,,', ',2,3', ['Phone']],
  ])('is an option when its cells are %s', async (_, first, second, chosen) => {
    const { said, report, questions } = await imported(
      rows('id,submitted,Devices - Phone,Devices - Laptop,Devices - Other', first, second),
    );
    expect(questions).toMatchObject([{ family: 'multiple_choice' }]);
    expect(JSON.stringify(questions)).not.toContain('textColumn');
    expect(report).toMatchObject({ imported: 2, refused: 0 });
    expect(said[0]?.['Devices'] ?? []).toEqual(chosen);
  });

  it('that has Yes and No below a second header row is an option, and a row called Other is a row', async () => {
    const csv = [
      'Respondent ID,End Date,Which devices?,,,How good?,',
      ',,Phone,Laptop,Other device,Speed,Other aspects',
      '11,01/15/2026 03:18 PM,Phone,,No,Good,Bad',
      '12,01/16/2026 03:18 PM,,Laptop,No,Bad,Good',
      '13,01/17/2026 03:18 PM,Phone,Laptop,Yes,Good,Good',
    ].join('\n');
    const { said, todo } = await imported(csv);
    expect(todo).toEqual([]);
    expect(said).toEqual([
      { 'Which devices?': ['Phone'], 'How good?': ['Speed: Good', 'Other aspects: Bad'] },
      { 'Which devices?': ['Laptop'], 'How good?': ['Speed: Bad', 'Other aspects: Good'] },
      { 'Which devices?': ['Phone', 'Laptop', 'Other device'], 'How good?': ['Speed: Good', 'Other aspects: Good'] },
    ]);
  });

  it('that has Yes and No like its whole group keeps both', async () => {
    const { said } = await imported(rows('id,submitted,Own - Car,Own - Bike,Own - Other', 'Yes,No,No', 'No,No,Yes'));
    expect(said).toEqual([
      { Own: ['Car: Yes', 'Bike: No', 'Other: No'] },
      { Own: ['Car: No', 'Bike: No', 'Other: Yes'] },
    ]);
  });

  it('with texts is free text, and one with texts and marks waits for a person', async () => {
    const header = 'id,submitted,Devices - Phone,Devices - Laptop,Devices - Other';
    const texts = await imported(rows(header, '1,0,', '0,1,Tablet', '0,0,A watch'));
    expect(texts.said).toEqual([
      { Devices: ['Phone'] },
      { Devices: ['Laptop', 'Other'], 'Devices (Other)': 'Tablet' },
      { Devices: ['Other'], 'Devices (Other)': 'A watch' },
    ]);
    const mixed = await imported(rows(header, '1,0,0', '0,1,Tablet', '0,0,0'));
    expect(mixed.todo.join()).toContain('whether the cells of Devices - Other tick "Other" or are texts');
    expect([mixed.failure, mixed.said]).toEqual([expect.stringContaining('is still a TODO'), []]);
  });

  it('with a header of its own is a question when it has marks, a text when it has texts, and else waits', async () => {
    const header = 'id,submitted,Drink,Other';
    const marks = await imported(rows(header, 'Tea,no', 'Tea,no', 'Milk,yes', 'Milk,no'));
    expect(marks.said).toEqual([
      { Drink: ['Tea'], Other: ['no'] },
      { Drink: ['Tea'], Other: ['no'] },
      { Drink: ['Milk'], Other: ['yes'] },
      { Drink: ['Milk'], Other: ['no'] },
    ]);
    const texts = await imported(rows(header, 'Tea,', 'Tea,', 'Milk,', ',Mate'));
    expect(texts.said.at(-1)).toEqual({ Drink: ['Other'], 'Drink (Other)': 'Mate' });
    const mixed = await imported(rows(header, 'Tea,no', 'Tea,no', 'Milk,Mate', 'Milk,no'));
    expect([mixed.todo.length, mixed.failure]).toEqual([1, expect.stringContaining('is still a TODO')]);
  });
});

describe('cells that often mean "not answered"', () => {
  it.each(['NA', 'N/A', '-', 'None', 'none', 'null', 'n/a', 'NaN', '--', '.'])(
    'are answers among others of their kind: %s is a region, and a person is told',
    async (code) => {
      const { said, report, todo } = await imported(
        rows('id,submitted,Region', 'EMEA', code, 'APAC', code, 'EMEA', 'APAC'),
      );
      expect(report).toMatchObject({ imported: 6, refused: 0 });
      expect(said.map(({ Region }) => Region)).toEqual([['EMEA'], [code], ['APAC'], [code], ['EMEA'], ['APAC']]);
      expect(todo).toEqual([expect.stringContaining(`Region: whether ${JSON.stringify(code)} is an answer`)]);
    },
  );

  it('are missing ones among numbers and dates, by column', async () => {
    const { said, todo, notes, codebook } = await imported(
      rows(
        'id,submitted,score,born,Region,why',
        '5,2001-01-01,EMEA,-',
        '-,NA,NA,N/A',
        '7,2002-02-02,APAC,because',
        'NA,2003-03-03,NA,x',
        '3,NA,APAC,y',
        '3,2004-04-04,EMEA,z',
      ),
    );
    expect(codebook['csv']).not.toHaveProperty('missing');
    expect(said[0]).toEqual({ score: 5, born: '2001-01-01', Region: ['EMEA'], why: '-' });
    expect(said[1]).toEqual({ Region: ['NA'], why: 'N/A' });
    expect(said[3]).toEqual({ born: '2003-03-03', Region: ['NA'], why: 'x' });
    expect(todo).toHaveLength(2);
    expect(notes.join('\n')).toContain('score: -, NA is taken for "not answered"');
  });

  it('are an option of a rating, and of a column that is called so', async () => {
    const rating = await imported(
      rows('id,submitted,How - Taste,How - Price', 'Good,Bad', 'N/A,Good', 'Bad,N/A', 'Good,Good'),
    );
    expect(rating.said[1]).toEqual({ How: ['Taste: N/A', 'Price: Good'] });
    const labels = await imported(
      'Respondent ID,End Date,Which?,\n,,Tea,N/A\n1,11/20/2026 10:00 AM,Tea,\n2,11/21/2026 10:00 AM,,N/A\n',
    );
    expect(labels.said).toEqual([{ 'Which?': ['Tea'] }, { 'Which?': ['N/A'] }]);
  });

  it('of a column that has nothing else are answers', async () => {
    const { said } = await imported(rows('id,submitted,a,b', 'NA,x', 'NA,y'));
    expect(said.map(({ a }) => a)).toEqual([['NA'], ['NA']]);
  });

  it('are told from answers by a question\'s own "missing", which its codes must not be in', async () => {
    const csv = rows('id,submitted,Region,n', 'EMEA,1', 'NA,NA', 'EMEA,2');
    const codebook = (over: object) => ({
      key: 'k',
      title: 't',
      respondentColumn: 'id',
      submitted: { column: 'submitted' },
      dates: { zone: 'UTC' },
      csv: { missing: ['', 'NA'] },
      pages: [
        {
          questions: [
            {
              column: 'Region',
              heading: 'Region',
              family: 'single_choice',
              missing: [''],
              options: [
                { code: 'EMEA', label: 'EMEA' },
                { code: 'NA', label: 'North' },
              ],
              ...over,
            },
            { column: 'n', heading: 'n', family: 'numeric' },
          ],
        },
      ],
    });
    const store = memoryImportStore();
    expect((await importText(store, codebook({}), csv)).report).toMatchObject({ imported: 3, refused: 0 });
    expect([...store.kept().responses.values()].map(({ answers }) => answers.length)).toEqual([2, 1, 2]);
    expect((await importText(memoryImportStore(), codebook({ missing: ['NA'] }), csv)).failure).toContain(
      '"NA" is one of missing',
    );
    expect((await importText(memoryImportStore(), codebook({ missing: undefined }), csv)).failure).toContain(
      '"NA" is one of csv.missing',
    );
  });
});

describe('digits that a number does not keep', () => {
  it.each<[string, readonly string[]]>([
    ['zeros before them', ['02139', '02140', '10001', '02139']],
    ['one zero before one of them', ['5', '07', '12', '30']],
    ['a sign and zeros', ['-05', '12', '7', '9']],
    ['a plus sign', ['+4912345', '+4912346', '+4912347', '+4912348']],
    ['zeros before groups', ['030 123 456', '040 123 456', '050 123 456', '060 123 456']],
    [
      'more digits than a double keeps',
      ['4111111111111111', '4111111111111112', '4111111111111113', '12345678901234567890'],
    ],
    ['more decimals than a double keeps', ['1.0000000000000001', '2.5', '3.5', '4.5']],
  ])('make the column text: %s', async (_, cells) => {
    const { said, report } = await imported(rows('id,submitted,code', ...cells));
    expect(report).toMatchObject({ imported: cells.length, refused: 0 });
    expect(said.map(({ code }) => [code].flat()[0])).toEqual(cells);
  });

  it('are not the zero alone, or before decimals', async () => {
    const { said, questions } = await imported(rows('id,submitted,n,m', '0,0.5', '10,0.25', '-3,10'));
    expect(questions).toMatchObject([
      { family: 'numeric', subtype: 'integer' },
      { family: 'numeric', subtype: 'decimal' },
    ]);
    expect(said.map(({ n, m }) => [n, m])).toEqual([
      [0, 0.5],
      [10, 0.25],
      [-3, 10],
    ]);
  });

  it('are told where numbers may be codes', async () => {
    const { notes } = await drafted(
      rows('id,submitted,version,line', '1.1,555 123 456', '1.10,555 123 457', '2.0,555 123 458'),
    );
    expect(notes.join('\n')).toContain('version: 1.1 and 1.10 are the same number');
    expect(notes.join('\n')).toContain('line: digits between blanks are read as thousands');
  });
});

describe('a matrix of checkboxes', () => {
  const csv = [
    'Respondent ID,End Date,What do you use where?,,,,',
    ',,Home - Phone,Home - Laptop,Work - Phone,Work - Laptop,On the way - Phone',
    '1,01/15/2026 03:18 PM,Phone,Laptop,,Laptop,',
    '2,01/16/2026 03:18 PM,,Laptop,,Laptop,',
  ].join('\n');

  it('below a second header row is a matrix with several choices a row', async () => {
    const { said, todo, questions } = await imported(csv);
    expect([todo, questions]).toMatchObject([
      [],
      [{ family: 'matrix', subtype: 'multi', heading: 'What do you use where?' }],
    ]);
    expect(said).toEqual([
      { 'What do you use where?': ['Home: Phone', 'Home: Laptop', 'Work: Laptop'] },
      { 'What do you use where?': ['Home: Laptop', 'Work: Laptop'] },
    ]);
  });

  it('in one header row is a multiple choice a row, and the draft says so', async () => {
    const { said, notes } = await imported(
      rows('id,submitted,Home - Phone,Home - Laptop,Work - Phone,Work - Laptop', 'Phone,Laptop,,', ',,Phone,Laptop'),
    );
    expect(said).toEqual([{ Home: ['Phone', 'Laptop'] }, { Work: ['Phone', 'Laptop'] }]);
    expect(notes.join()).toContain('which may be rows of a matrix of checkboxes');
  });

  it('needs the subtype multi, and one way of naming columns a row', async () => {
    const { codebook } = await drafted(csv);
    const [page] = codebook['pages'] as [{ questions: [Record<string, unknown> & { rows: object[] }] }];
    const changed = (over: object) => ({ ...codebook, pages: [{ questions: [{ ...page.questions[0], ...over }] }] });
    const failure = async (over: object) => (await importText(memoryImportStore(), changed(over), csv)).failure;
    expect(await failure({ subtype: 'single' })).toContain('is only for a matrix of the subtype multi');
    expect(await failure({ rows: page.questions[0].rows.map((row) => ({ ...row, column: 'x' })) })).toContain(
      'is needed, or columns instead',
    );
    expect(await failure({ rows: [{ label: 'x' }] })).toContain('is needed, or columns instead');
  });
});

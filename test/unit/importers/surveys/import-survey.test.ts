import { describe, expect, it } from '@jest/globals';
import { memoryImportStore } from '../../../support/import-memory.js';
import { book, CSV, cups, likes, run, why } from './coffee.js';

const answersIn = (store: ReturnType<typeof memoryImportStore>) =>
  [...store.kept().responses.values()].map(({ answers }) =>
    answers.map(
      ({ text, number, optionIds, cells, moment }) => text ?? number ?? moment ?? optionIds.length + cells.length,
    ),
  );

describe('an import', () => {
  it('stores the answers of each row, and tells what the file has beyond them', async () => {
    const store = memoryImportStore();
    const { report, notes, refused } = await run(book({}, likes, why), CSV.replace('2,n', '2,y'), store);
    expect({ report, refused }).toMatchObject({ report: { read: 2, imported: 2, known: 0, refused: 0 }, refused: [] });
    expect(notes).toEqual([
      "The codebook leaves out 1 of the file's columns: cups.",
      'No row chooses "No" in "Do you like coffee?".',
    ]);
    expect(answersIn(store)).toEqual([
      [1, 'good'],
      [1, 'bad'],
    ]);
    expect(store.kept().events.map(({ type }) => type)).toEqual([
      'gateway.survey.created.v1',
      'gateway.survey.opened.v1',
      'gateway.response.submitted.v1',
      'gateway.response.submitted.v1',
    ]);
  });

  const everything = book(
    { submitted: { column: 'when' }, csv: { missing: ['', 'NA'] } },
    likes,
    cups,
    why,
    {
      column: 'kinds',
      heading: 'Kinds?',
      family: 'multiple_choice',
      options: [
        { code: 'e', label: 'Espresso' },
        { code: 'f', label: 'Filter' },
      ],
    },
    { column: 'day', heading: 'Day?', family: 'datetime' },
  );
  const good = {
    id: '1',
    when: '2026-11-01T00:00:00Z',
    likes: 'y',
    cups: '1',
    why: 'x',
    kinds: 'e',
    day: '2026-01-01',
  };
  const csvOf = (...rows: readonly Partial<typeof good>[]) =>
    [
      Object.keys(good).join(','),
      ...rows.map((row) =>
        Object.values({ ...good, ...row })
          .map((cell) => `"${cell.replaceAll('"', '""')}"`)
          .join(','),
      ),
    ].join('\n');

  it.each<[string, Partial<typeof good>, string]>([
    ['a code in another case', { likes: 'Y' }, 'column likes: the codebook has no code "Y" (it has "y")'],
    ['an unknown code', { likes: 'maybe' }, 'column likes: the codebook has no code "maybe"'],
    ['a hexadecimal number', { cups: '0x1F' }, 'column cups: "0x1F" is not a number'],
    ['an exponent', { cups: '1e3' }, 'column cups: "1e3" is not a number'],
    ['a decimal comma', { cups: '1,5' }, 'column cups: "1,5" is not a number'],
    ['a number past what a double holds', { cups: '9'.repeat(400) }, 'has more digits than a number can store exactly'],
    ['U+0000 in a text', { why: 'a\u0000b' }, 'column why: must not contain U+0000'],
    ['U+0000 in a code', { likes: 'y\u0000' }, 'column likes: the codebook has no code "y\\u0000" '.trim()],
    ['U+0000 in who answered', { id: '1\u0000' }, 'column id must be one line'],
    ['a text longer than one given live', { why: 'x'.repeat(10_001) }, 'column why: Too big'],
    ['the year 0', { when: '0000-01-01T00:00:00Z' }, 'the time of submission is not'],
    ['a day that does not exist', { when: '2026-02-30T00:00:00Z' }, 'the time of submission is not'],
    [
      'a year past 9999',
      { when: '9999-12-31T23:59:59-12:00' },
      'column when: "9999-12-31T23:59:59-12:00" is not within the years 1 to 9999',
    ],
    ['no time of submission', { when: 'NA' }, 'column when does not say when the response was given'],
    ['an option twice', { kinds: 'e;e' }, 'column kinds chooses an option twice'],
    ['an empty code between others', { kinds: 'e;;f' }, 'column kinds: the codebook has no code ""'],
    ['a missing code between others', { kinds: 'e;NA' }, 'column kinds: the codebook has no code "NA"'],
    ['a date that does not exist', { day: '2025-02-29' }, 'column day: "2025-02-29" is not a date of the form iso'],
    ['the year 0 in a date', { day: '0000-01-01' }, 'column day: "0000-01-01" is not a date of the form iso'],
    ['a date with a time', { day: '2025-02-28 10:00' }, 'column day: "2025-02-28 10:00" is not a date of the form iso'],
    ['nobody', { id: 'NA' }, 'column id does not say who answered'],
  ])('refuses a row with %s, with its line, and imports the others', async (_, over, reason) => {
    const store = memoryImportStore();
    const { report, refused } = await run(everything, csvOf({}, { id: '2', ...over }, { id: '3' }), store);
    expect(refused).toEqual([{ line: 3, reason: expect.stringContaining(reason) }]);
    expect(report).toMatchObject({ read: 3, imported: 2, refused: 1 });
  });

  it('keeps texts as long as those given live, counted in characters', async () => {
    const store = memoryImportStore();
    const long = '🙏'.repeat(10_000);
    expect((await run(everything, csvOf({ why: long }), store)).report).toMatchObject({ imported: 1 });
    expect(answersIn(store)[0]).toContain(long);
  });

  it('takes an empty cell for nothing but a missing answer', async () => {
    const store = memoryImportStore();
    const { refused } = await run(book({ csv: { missing: ['NA'] } }, cups), 'id,cups\n1,\n2,NA\n3,0\n', store);
    expect(refused).toEqual([{ line: 2, reason: 'column cups: "" is not a number' }]);
    expect(answersIn(store)).toEqual([[], [0]]);
  });

  it('reads a separator behind the last code, as some programs write it', async () => {
    const store = memoryImportStore();
    await run(everything, csvOf({ kinds: 'e; f;' }), store);
    expect(answersIn(store)).toEqual([[1, 1, 'x', 2, '2026-01-01']]);
  });

  it('refuses a respondent who answers twice and not the same, in one file and across runs, and counts the same answers once', async () => {
    const store = memoryImportStore();
    const { report, refused } = await run(book(), `${CSV}1,y,2,good\n1,n,2,good\n`, store);
    expect(report).toMatchObject({ read: 4, imported: 2, known: 1, refused: 1 });
    expect(refused).toEqual([{ line: 5, reason: 'the respondent "1" is on line 2 already, with other answers' }]);
    const again = await run(book(), CSV.replace('bad', 'worse'), store);
    expect(again.report).toMatchObject({ imported: 0, known: 1, refused: 1 });
    expect(again.refused).toEqual([
      { line: 3, reason: 'the respondent "2" already exists, from an earlier row or run, and differs in column why' },
    ]);
    expect(answersIn(store)).toEqual([
      [1, 2, 'good'],
      [1, 0.5, 'bad'],
    ]);
  });

  const swapped = {
    ...likes,
    options: [
      { code: 'n', label: 'Yes' },
      { code: 'y', label: 'No' },
    ],
  };
  it.each<[string, object, string]>([
    [
      'swapped codes',
      book({}, swapped, cups, why),
      'in "Do you like coffee?", "Yes" was the code "y", and is the code "n"',
    ],
    [
      'swapped labels',
      book(
        {},
        {
          ...likes,
          options: [
            { code: 'y', label: 'No' },
            { code: 'n', label: 'Yes' },
          ],
        },
        cups,
        why,
      ),
      'had the options "Yes", "No", and has "No", "Yes"',
    ],
    [
      'another value of an option',
      book(
        {},
        {
          ...likes,
          options: [
            { code: 'y', label: 'Yes', value: 5 },
            { code: 'n', label: 'No' },
          ],
        },
        cups,
        why,
      ),
      'had the options "Yes", "No", and has "Yes" = 5, "No"',
    ],
    [
      'another heading',
      book({}, { ...likes, heading: 'Do you hate coffee?' }, cups, why),
      'had the heading "Do you like coffee?", and has "Do you hate coffee?"',
    ],
    [
      'another validation',
      book({}, likes, { ...cups, validation: { max: 1 } }, why),
      'the question "How many cups?" had another validation',
    ],
    ['a question less', book({}, likes, cups), 'the question "Why?" is gone'],
    ['another order', book({}, cups, likes, why), 'the questions are in another order'],
    [
      'another column of respondents',
      book({ respondentColumn: undefined }),
      'respondents were identified by the column "id", and are by the row\'s number',
    ],
  ])('of the same key with %s is refused with what differs', async (_, codebook, difference) => {
    const store = memoryImportStore();
    await run(book(), CSV, store);
    const before = store.kept();
    const { failure } = await run(codebook, `${CSV}3,y,1,x\n`, store);
    expect(failure).toEqual(expect.stringContaining(difference));
    expect(failure).toContain('Give the codebook another key');
    expect(store.kept()).toEqual(before);
  });

  it('notices swapped codes also where the first import kept no meaning: rows that were imported differ', async () => {
    const store = memoryImportStore();
    await run(book(), CSV, store);
    store.kept().meanings.clear();
    const { failure, refused } = await run(book({}, swapped, cups, why), CSV, store);
    expect([failure, refused.length]).toEqual(['None of the 2 rows can be imported, so nothing was written.', 2]);
    expect((await run(book(), CSV, store)).report).toMatchObject({ imported: 0, known: 2, refused: 0 });
  });

  it('that is overtaken by another of the same file stores nothing twice', async () => {
    const store = memoryImportStore();
    store.overtakenBy(() => run(book(), CSV, store));
    const { report } = await run(book(), `${CSV}3,y,1,x\n`, store);
    expect(report).toMatchObject({ read: 3, imported: 1, known: 2, refused: 0 });
    expect([
      store.kept().surveys.size,
      store.kept().events.filter(({ type }) => type === 'gateway.survey.created.v1').length,
    ]).toEqual([1, 1]);
  });

  it('refuses alone what only the store refuses, with its line', async () => {
    const store = memoryImportStore('unstorable');
    const { report, refused } = await run(book(), `${CSV}3,y,1,this is unstorable\n4,y,1,x\n`, store);
    expect(refused).toEqual([{ line: 4, reason: 'PostgreSQL cannot store the input: a test' }]);
    expect(report).toMatchObject({ read: 4, imported: 3, refused: 1 });
  });

  it('leaves no survey behind when the store refuses every row', async () => {
    const store = memoryImportStore('unstorable');
    const { failure } = await run(book(), 'id,likes,cups,why\n1,y,1,unstorable\n', store);
    expect(failure).toBe('None of the 1 rows can be imported, so nothing was written.');
    expect([store.kept().surveys.size, store.kept().events.length]).toEqual([0, 0]);
  });

  it('stores as many rows at once as a bound on their bytes allows', async () => {
    const store = memoryImportStore();
    const essays = Array.from({ length: 600 }, (_, n) => `${n},y,1,${'x'.repeat(9000)}`).join('\n');
    await run(book(), `id,likes,cups,why\n${essays}\n`, store);
    expect(Math.max(...store.kept().transactions) * 9000 * 2).toBeLessThan(2_100_000);
    const small = memoryImportStore();
    await run(book(), `id,likes,cups,why\n${Array.from({ length: 1200 }, (_, n) => `${n},y,1,x`).join('\n')}\n`, small);
    expect(small.kept().transactions).toEqual([500, 500, 200]);
  });
});

describe('a question that is spread over columns', () => {
  const drinks = {
    heading: 'Which drinks?',
    family: 'multiple_choice',
    unticked: ['0'],
    options: [
      { column: 'tea', code: '1', label: 'Tea' },
      { column: 'coffee', code: '1', label: 'Coffee' },
      { textColumn: 'other', label: 'Other', textHeading: 'Which other drink?' },
    ],
  };
  it('chooses the options that are ticked, and the one whose text is given, which is a question of its own', async () => {
    const store = memoryImportStore();
    const { report, refused } = await run(
      book({}, drinks),
      'id,tea,coffee,other\n1,1,1,\n2,0,1,Mate\n3,0,0,\n4,,,Rooibos\n5,yes,,\n',
      store,
    );
    expect(report).toMatchObject({ imported: 4, refused: 1 });
    expect(refused).toEqual([{ line: 6, reason: 'column tea: "yes" is not "1", which ticks this option' }]);
    expect(answersIn(store)).toEqual([[2], [2, 'Mate'], [], [1, 'Rooibos']]);
  });

  it('may be a single choice whose other option is a text', async () => {
    const store = memoryImportStore();
    const city = {
      column: 'city',
      heading: 'Which city?',
      family: 'single_choice',
      options: [
        { code: 'Rome', label: 'Rome' },
        { code: 'Other', label: 'Other', textColumn: 'other' },
      ],
    };
    await run(book({}, city), 'id,city,other\n1,Rome,\n2,Other,Osaka\n3,,Oslo\n4,Rome,"by train"\n', store);
    expect(answersIn(store)).toEqual([[1], [1, 'Osaka'], [1, 'Oslo'], [1, 'by train']]);
    const ids = [...store.kept().responses.values()].map(({ answers }) => answers[0]?.optionIds[0]);
    expect([ids[0] === ids[3], ids[1] === ids[2], ids[0] === ids[1]]).toEqual([true, true, false]);
  });

  it.each<[string, object, string]>([
    [
      'an option without a column',
      { ...drinks, options: [{ code: '1', label: 'Tea' }] },
      'options.0.column: is needed',
    ],
    [
      'two options of one column',
      {
        ...drinks,
        options: [
          { column: 'tea', code: '1', label: 'Tea' },
          { column: 'tea', code: '2', label: 'Coffee' },
        ],
      },
      'uses the column tea',
    ],
    ['a code that is unticked', { ...drinks, unticked: ['1'] }, '"1" is one of unticked'],
    [
      'a column of an option beside one of the question',
      { ...drinks, unticked: [], column: 'all' },
      'options.0.column: is only for a multiple_choice question that has no column of its own',
    ],
  ])('is refused with %s', async (_, question, message) => {
    expect((await run(book({}, question), 'id,tea,coffee,other\n1,1,1,\n')).failure).toContain(message);
  });
});

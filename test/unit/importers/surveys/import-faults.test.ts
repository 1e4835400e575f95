import { describe, expect, it } from '@jest/globals';
import { memoryImportStore } from '../../../support/import-memory.js';
import { book, CSV, likes, run, why } from './coffee.js';

describe('an import', () => {
  const faults: Record<string, readonly [object, string, string | RegExp]> = {
    'a header twice': [
      book(),
      CSV.replace('cups,why', 'cups,why,why').replaceAll(/(good|bad)/g, '$1,x'),
      'The CSV has the header "why" more than once, in columns 4, 5.',
    ],
    'a header twice that differs in blanks only': [
      book(),
      'id,likes,cups,why, likes\n1,y,2,x,n\n',
      'The CSV has the header "likes" more than once, in columns 2, 5.',
    ],
    'a header twice of columns that are not read': [
      book({}, likes),
      'id,likes,x,x\n1,y,2,3\n',
      'The CSV has the header "x" more than once, in columns 3, 4.',
    ],
    'a column that the file lacks': [
      book(),
      CSV.replace('cups', 'mugs'),
      'The CSV has no column cups. It has: id, likes, mugs, why.',
    ],
    'a column in another case': [book(), CSV.replace('cups', 'Cups'), 'The CSV has no column cups.'],
    'no column of the time of submission': [
      book({ submitted: { column: 'when' } }),
      CSV,
      'The CSV has no column when. It has: id, likes, cups, why.',
    ],
    'no column of respondents': [book({ respondentColumn: 'who' }), CSV, 'The CSV has no column who.'],
    'another delimiter': [book(), CSV.replaceAll(',', ';'), 'Is csv.delimiter ";"?'],
    'a first row of another length, and nothing else': [
      book(),
      'id,likes,cups,why\n1,y,2\n',
      'None of the 1 rows can be imported, so nothing was written.',
    ],
    'a first row of another length, before a column that the file lacks': [
      book(),
      'id,likes,cups,wy\n1,y\n2,y,1,x\n',
      'The CSV has no column why.',
    ],
    'a column read twice': [
      book({}, likes, { ...why, column: 'likes' }),
      CSV,
      'pages.0.questions.1.column: uses the column likes, which pages.0.questions.0.column uses already',
    ],
    'a column read twice, once by its number': [
      book({}, likes, { ...why, column: { header: 'likes', number: 2 } }),
      CSV,
      'The codebook reads column 2 twice: as likes and as likes (column 2).',
    ],
    'a respondent column that is a question too': [
      book({}, { ...why, column: 'id' }),
      CSV,
      'uses the column id, which respondentColumn uses already',
    ],
    'a column that is ignored and read': [
      book({ ignoredColumns: ['why'] }),
      CSV,
      'The codebook both reads and ignores the column why.',
    ],
    'a number of a column with another header': [
      book({}, { ...why, column: { header: 'why', number: 3 } }),
      CSV,
      'Column 3 of the CSV has the header "cups", and the codebook says "why".',
    ],
    'a number past the last column': [
      book({}, { ...why, column: { header: 'why', number: 9 } }),
      CSV,
      'The CSV has 4 columns, and the codebook names column 9 (why).',
    ],
    'values in columns without a header': [
      book({}, likes),
      'id,likes,,\n1,y,,\n2,y,,x\n',
      'Column 4 has no header, and line 3 has a value in it.',
    ],
    'two options with one code': [
      book(
        {},
        {
          ...likes,
          options: [
            { code: 'y', label: 'Yes' },
            { code: 'y', label: 'No' },
          ],
        },
      ),
      CSV,
      'pages.0.questions.0.options.1.code: "y" is the code of options.0 already',
    ],
    'codes that differ in blanks only': [
      book(
        {},
        {
          ...likes,
          options: [
            { code: 'y', label: 'Yes' },
            { code: 'y ', label: 'No' },
          ],
        },
      ),
      CSV,
      '"y " has blanks around it',
    ],
    'a code with a blank that cannot be seen': [
      book({}, { ...likes, options: [{ code: '\u00a0y', label: 'Yes' }] }),
      CSV,
      'has blanks around it',
    ],
    'a code that means missing': [book({ csv: { missing: ['', 'n'] } }), CSV, '"n" is one of csv.missing'],
    'an empty code beside missing empty cells': [
      book({}, { ...likes, options: [{ code: '', label: 'None' }] }),
      CSV,
      '"" is one of csv.missing',
    ],
    'a code with the separator in it': [
      book({}, { ...likes, family: 'multiple_choice', options: [{ code: 'a;b', label: 'A' }] }),
      CSV,
      '"a;b" contains the separator ";"',
    ],
    'an option without a code': [book({}, { ...likes, options: [{ label: 'Yes' }] }), CSV, 'options.0.code: is needed'],
    'one instant of the year 0 for all': [
      book({ submitted: { at: '0000-01-01T00:00:00Z' } }),
      CSV,
      'submitted.at: must be within the years 1 to 9999',
    ],
    'one instant that is past the year 9999 in UTC for all': [
      book({ submitted: { at: '9999-12-31T23:59:59-12:00' } }),
      CSV,
      'submitted.at: must be within the years 1 to 9999',
    ],
    'a header and no rows': [book(), 'id,likes,cups,why\n', 'The CSV has a header and no rows.'],
    'nothing in the file': [book(), '', 'The CSV is empty.'],
    'blank lines only': [book(), '\n\r\n\n', 'The CSV is empty.'],
    'one header row where two are said': [
      book({ csv: { headerRows: 2 } }),
      'id,likes,cups,why',
      'The CSV has 1 row, and csv.headerRows says 2',
    ],
    'a second header row of another length': [
      book({ csv: { headerRows: 2 } }),
      'id,likes,cups,why\n,\n1,y,2,x',
      'The second header row has 2 cells, and the first has 4.',
    ],
    'a quote that is never closed': [
      book(),
      'id,likes,cups,why\n1,y,2,"good\n2,n,1,bad\n',
      'line 2: a quote is opened and never closed.',
    ],
    'UTF-16 that is read as UTF-8': [book(), 'i\u0000d\u0000,', 'The file may be UTF-16'],
    'a delimiter that is the quote': [
      book({ csv: { delimiter: '"' } }),
      CSV,
      'csv: must have another delimiter than quote',
    ],
    'local times without a zone': [
      book({ submitted: { column: 'when' }, dates: { format: 'us' } }),
      CSV,
      'dates.zone: must say in which IANA time zone the moments of submitted are',
    ],
    'an unknown zone': [book({ dates: { zone: 'Berlin' } }), CSV, 'dates.zone: must be an IANA time zone'],
    'a TODO that is left': [
      book({ dates: { format: 'TODO: us or eu', zone: 'TODO: zone' }, submitted: { column: 'when' } }),
      CSV,
      /dates\.format: is still a TODO[^]*dates\.zone: must be/,
    ],
    'a field that codebooks do not have': [book({ sparator: ';' }), CSV, 'sparator'],
    'every row refused': [
      book(),
      'id,likes,cups,why\n1,Y,1,x\n',
      'None of the 1 rows can be imported, so nothing was written.',
    ],
  };
  it.each(Object.keys(faults))(
    'is refused before anything is written for %s, and the corrected one works',
    async (name) => {
      const [codebook, csv, message] = faults[name] as (typeof faults)[string];
      const store = memoryImportStore();
      const { failure } = await run(codebook, csv, store);
      expect(failure).toEqual(
        typeof message === 'string' ? expect.stringContaining(message) : expect.stringMatching(message),
      );
      expect([store.kept().surveys.size, store.kept().responses.size, store.kept().events.length]).toEqual([0, 0, 0]);
      expect((await run(book(), CSV, store)).report).toMatchObject({ imported: 2, refused: 0 });
    },
  );
});

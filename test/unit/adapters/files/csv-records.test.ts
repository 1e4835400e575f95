import { describe, expect, it } from '@jest/globals';
import { csvRecords, type CsvForm } from '../../../../src/adapters/files/csv-records.js';

const COMMA: CsvForm = { delimiter: ',', quote: '"' };

async function* chunksOf(text: string, size: number) {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

async function records(text: string, form = COMMA, size = text.length || 1, max?: number) {
  const all = [];
  for await (const record of csvRecords(chunksOf(text, size), form, max)) all.push(record);
  return all;
}
const cells = async (...args: Parameters<typeof records>) => (await records(...args)).map((record) => record.cells);

describe('the records of a CSV', () => {
  it.each<[string, string, string[][]]>([
    [
      'end with LF, CR LF or CR, also mixed',
      'a,b\r\n1,2\n3,4\r5,6',
      [
        ['a', 'b'],
        ['1', '2'],
        ['3', '4'],
        ['5', '6'],
      ],
    ],
    [
      'keep delimiters, line ends and doubled quotes inside quotes',
      '"a,b","c\r\nd","say ""hi"""\n',
      [['a,b', 'c\r\nd', 'say "hi"']],
    ],
    [
      'keep empty cells, also at the end',
      ',a,\n"",,b\n',
      [
        ['', 'a', ''],
        ['', '', 'b'],
      ],
    ],
    ['leave out empty lines', '\n\na\n\r\n\nb\n', [['a'], ['b']]],
    ['keep a row of one quoted empty cell', 'a\n""\nb', [['a'], [''], ['b']]],
    ['keep emoji and text that is written from right to left', '👩‍👩‍👧,"شكرا, 🙏🏽"\n', [['👩‍👩‍👧', 'شكرا, 🙏🏽']]],
    ['are none for an empty text', '', []],
  ])('%s', async (_, text, expected) => {
    expect(await cells(text)).toEqual(expected);
  });

  it('are the same wherever the text is cut into chunks', async () => {
    const text = 'a,"b ""x""\r\ny",c\r\n\r\n"","1\r2",\n🙏🏽,"",z\r';
    const whole = await records(text);
    for (let size = 1; size < text.length; size += 1) expect(await records(text, COMMA, size)).toEqual(whole);
  });

  it('know the line on which they begin', async () => {
    expect((await records('a\n\n"x\ny\r\nz"\r\nb\rc')).map(({ line }) => line)).toEqual([1, 3, 6, 7]);
  });

  it.each<[string, string, string]>([
    ['never closed', 'a,b\n1,"2\n3,4\n', 'line 2: a quote is opened and never closed.'],
    ['inside a cell that is not quoted', 'a,b\n1,2\n5"6,7', 'line 3: a quote is inside a cell that is not quoted.'],
    ['followed by text', 'a,b\n"1"x,2', 'line 2: text follows a closing quote.'],
    ['followed by a blank', 'a,b\n"1" ,2', 'line 2: text follows a closing quote.'],
  ])('are refused with the line for a quote that is %s', async (_, text, message) => {
    await expect(records(text)).rejects.toThrow(message);
    await expect(records(text, COMMA, 1)).rejects.toThrow(message);
  });

  it('take other delimiters and quotes, those with a meaning in patterns too', async () => {
    for (const delimiter of [';', '\t', '|', '^', ']', '\\', '-', '.', '¦'])
      expect(await cells(`'a${delimiter}b'${delimiter}c${delimiter}"d`, { delimiter, quote: "'" })).toEqual([
        [`a${delimiter}b`, 'c', '"d'],
      ]);
    expect(await cells('a"b,"c', { delimiter: ',', quote: null })).toEqual([['a"b', '"c']]);
  });

  it('that are too large are marked and dropped, and the next ones are as they would be', async () => {
    const long = 'x'.repeat(5000);
    for (const size of [7, 100, 20_000])
      for (const large of [`${long},1`, `"${long}\n${long}",1`, `1,"a""${long}"`, ','.repeat(3000)]) {
        const found = await records(`a,b\n${large}\n3,4\n`, COMMA, size, 1000);
        expect(found.map((record) => record.tooLarge === true)).toEqual([false, true, false]);
        expect(found[2]?.cells).toEqual(['3', '4']);
        expect(found[1]?.cells).toEqual([]);
      }
  });
});

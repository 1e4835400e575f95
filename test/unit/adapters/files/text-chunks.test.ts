import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { guessEncoding, guessForm } from '../../../../src/adapters/files/guess-form.js';
import { textChunks } from '../../../../src/adapters/files/text-chunks.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'text-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(...parts: readonly (string | readonly number[] | Buffer)[]): Promise<string> {
  const target = path.join(folder, 'file');
  await writeFile(
    target,
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part as Buffer)))),
  );
  return target;
}
async function textOf(target: string, encoding?: string): Promise<string> {
  let text = '';
  for await (const chunk of textChunks(target, encoding)) text += chunk;
  return text;
}
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();

describe('the text of a file', () => {
  it('is UTF-8 when nothing says otherwise, and has no byte order mark', async () => {
    expect(await textOf(await file('Grüße 🙏🏽'))).toBe('Grüße 🙏🏽');
    expect(await textOf(await file([0xef, 0xbb, 0xbf], 'Grüße'))).toBe('Grüße');
    expect(await textOf(await file([0xef, 0xbb, 0xbf], 'Grüße'), 'UTF-8')).toBe('Grüße');
  });

  it('is UTF-16 by its byte order mark, or as declared', async () => {
    expect(await textOf(await file([0xff, 0xfe], Buffer.from('Grüße 🙏', 'utf16le')))).toBe('Grüße 🙏');
    expect(await textOf(await file([0xfe, 0xff], utf16be('Grüße 🙏')))).toBe('Grüße 🙏');
    expect(await textOf(await file([0xfe, 0xff], utf16be('Grüße')), 'utf-16')).toBe('Grüße');
    expect(await textOf(await file(Buffer.from('Grüße', 'utf16le')), 'utf-16le')).toBe('Grüße');
  });

  it('is in any other declared encoding, also where characters lie across chunks', async () => {
    expect(await textOf(await file([0x80, 0x93, 0xfc, 0x94]), 'windows-1252')).toBe('€“ü”');
    expect(await textOf(await file([0xe4]), 'iso-8859-1')).toBe('ä');
    const japanese = Array.from({ length: 65_535 }, () => [0x93, 0xfa]).flat();
    expect(await textOf(await file([0x61], japanese), 'Shift_JIS')).toBe(`a${'日'.repeat(65_535)}`);
    expect(await textOf(await file('a', 'ü'.repeat(100_000)))).toBe(`a${'ü'.repeat(100_000)}`);
  });

  it.each<[string, readonly (string | readonly number[])[], string | undefined, string]>([
    ['a byte of another encoding', ['a\nb\r\nGr', [0xfc], 'n'], undefined, 'line 3, byte 8: this is not utf-8'],
    [
      'a character that is cut off at the end',
      ['a\n', [0xf0, 0x9f, 0x99]],
      undefined,
      'line 2, byte 3: this is not utf-8',
    ],
    ['half a pair of surrogates', [[0xff, 0xfe, 0x41, 0, 0, 0xd8, 0x42, 0]], undefined, 'this is not utf-16le'],
    ['an overlong form', [[0xc0, 0x80]], undefined, 'line 1, byte 1: this is not utf-8'],
    ['a byte that Shift_JIS does not have', [[0x61, 0xa0]], 'shift_jis', 'line 1, byte 2: this is not shift_jis'],
  ])('is refused with the place of %s, and never has U+FFFD for it', async (_, parts, encoding, message) => {
    await expect(textOf(await file(...parts), encoding)).rejects.toThrow(message);
  });

  it('says where a fault is behind many chunks', async () => {
    await expect(textOf(await file('x\n'.repeat(200_000), [0xff]))).rejects.toThrow(
      'line 200001, byte 400001: this is not utf-8',
    );
  });

  it.each<[string, readonly number[], string, string]>([
    [
      'UTF-8',
      [0xef, 0xbb, 0xbf, 0x61],
      'windows-1252',
      'csv.encoding says windows-1252, but the file begins with the byte order mark of utf-8',
    ],
    ['UTF-16', [0xff, 0xfe, 0x61, 0], 'utf-8', 'but the file begins with the byte order mark of utf-16le'],
    [
      'the other order of bytes',
      [0xfe, 0xff, 0, 0x61],
      'utf-16le',
      'but the file begins with the byte order mark of utf-16be',
    ],
    ['UTF-32', [0xff, 0xfe, 0, 0, 0x61, 0, 0, 0], 'utf-16', 'The file is UTF-32'],
  ])('is refused when it has the mark of %s and another encoding is declared', async (_, bytes, encoding, message) => {
    await expect(textOf(await file(bytes), encoding)).rejects.toThrow(message);
  });

  it.each(['klingon', 'utf-7', 'utf-32', ''])(
    'is refused when the declared encoding is %j, which is none',
    async (label) => {
      await expect(textOf(await file('a'), label)).rejects.toThrow(`there is no encoding ${JSON.stringify(label)}`);
    },
  );
});

describe('the form of a file', () => {
  it('is guessed from its bytes', async () => {
    expect(await guessEncoding(await file('id,Grüße\n'))).toBeUndefined();
    expect(await guessEncoding(await file(Buffer.from('id,text\n1,b\n', 'utf16le')))).toEqual({
      label: 'utf-16le',
      sure: true,
    });
    expect(await guessEncoding(await file(utf16be('id,text\n1,b\n')))).toEqual({ label: 'utf-16be', sure: true });
    expect(await guessEncoding(await file('id,Gr', [0xfc, 0xdf], 'e\n'))).toEqual({
      label: 'windows-1252',
      sure: false,
    });
  });

  it.each<[string, string]>([
    [',', 'a,b;c\n1,"2,3"\n'],
    [';', 'a;b\n1,5;2,5\n3,5;4,5\n'],
    ['\t', 'a\tb, c\n1\t2, 3\n'],
    ['|', 'a|b\n1|2\n'],
  ])('has the delimiter %j', async (delimiter, text) => {
    expect(await guessForm(await file(text))).toEqual({ delimiter, quote: '"' });
  });

  it('is quoted where a quote is never closed: the import tells of it', async () => {
    expect(await guessForm(await file('a,b\n1,"x\n2,y\n'))).toEqual({ delimiter: ',', quote: '"' });
  });

  it('is not taken for UTF-16 because of one U+0000', async () => {
    expect(await guessEncoding(await file('id,why\n1,a\u0000b\n2,ok\n'))).toBeUndefined();
  });

  it('has no quotes where marks of inches would be', async () => {
    expect(await guessForm(await file('a\tb\n5" nail\t1\n6"\t2\n'))).toEqual({ delimiter: '\t', quote: null });
  });
});

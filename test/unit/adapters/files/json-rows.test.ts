import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jsonFile, jsonRows } from '../../../../src/adapters/files/json-rows.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'json-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(content: string | Buffer): Promise<string> {
  const target = path.join(folder, 'file.json');
  await writeFile(target, content);
  return target;
}
async function itemsOf(content: string | Buffer) {
  const items = [];
  for await (const item of jsonRows(await file(content))) items.push(item);
  return items;
}

describe('the items of a JSON array', () => {
  it('are what JSON.parse would read', async () => {
    const items = [{ a: [1, -2.5e3, null, true, { b: 'ü\n"\u20ac 🙏' }], '': '' }, 'x', 12, [], {}];
    expect(await itemsOf(JSON.stringify(items))).toEqual(items.map((value) => ({ value })));
    expect(await itemsOf(Buffer.from(`\ufeff${JSON.stringify(items)}`, 'utf16le'))).toEqual(
      items.map((value) => ({ value })),
    );
    expect(await itemsOf('[]')).toEqual([]);
  });

  it('have a problem, and the next ones are read, when a field occurs twice, a character is half or the text is too long', async () => {
    const found = await itemsOf(
      `[{"a":1,"b":{"c":1,"c":2}}, {"a":1}, "\\ud83d", {"\\udc00":1}, {"t":"${'x'.repeat(1_000_001)}"}, {"n":${'1'.repeat(1_000_001)}}, ${'['.repeat(50)}${']'.repeat(50)}, 7]`,
    );
    expect(found).toEqual([
      { problem: 'it has the field "c" twice' },
      { value: { a: 1 } },
      { problem: expect.stringContaining('half a character') },
      { problem: expect.stringContaining('half a character') },
      { problem: 'it has more than 1000000 characters' },
      { problem: 'it has more than 1000000 characters' },
      { problem: 'it is nested deeper than 32 levels' },
      { value: 7 },
    ]);
  });

  it('have a problem when a number would be rounded, and keep the text of numbers in fields of text', async () => {
    const found = [];
    const name = await file(
      '[{"t": 12345678901234567890, "n": 7.0}, {"t": 1.10}, {"t": 1e400}, {"n": 9007199254740993}, {"t": [0.30]}, [1e-400]]',
    );
    for await (const item of jsonRows(name, undefined, new Set(['t']))) found.push(item);
    expect(found).toEqual([
      { value: { t: '12345678901234567890', n: 7 } },
      { value: { t: '1.10' } },
      { value: { t: '1e400' } },
      { problem: 'it has the number 9007199254740993, which would be rounded' },
      { value: { t: [0.3] } },
      { problem: 'it has the number 1e-400, which would be rounded' },
    ]);
  });

  it('may have a field called __proto__, which is only a field', async () => {
    const [item] = await itemsOf('[{"__proto__": {"polluted": 1}}]');
    expect(item).toEqual({ value: JSON.parse('{"__proto__": {"polluted": 1}}') });
  });

  it.each(['{"a": 1}', '[1, 2', '[1] 2', '[1][2]', '', '[1, oops]', '"x"'])('are none in %j', async (content) => {
    await expect(itemsOf(content)).rejects.toThrow('file.json is not a JSON array');
  });

  it('are refused with the place where the file is not UTF-8', async () => {
    await expect(itemsOf(Buffer.from([0x5b, 0x22, 0xfc, 0x22, 0x5d]))).rejects.toThrow(
      'file.json: line 1, byte 3: this is not utf-8',
    );
  });
});

describe('a JSON file of one value', () => {
  it('is read with the same rules', async () => {
    expect(await jsonFile(await file('{"a": [1]}'))).toEqual({ a: [1] });
    await expect(jsonFile(await file('{"options": 1, "options": 2}'))).rejects.toThrow(
      'file.json is refused: it has the field "options" twice.',
    );
    await expect(jsonFile(await file('{"a": 1} x'))).rejects.toThrow('file.json is not JSON');
    await expect(jsonFile(await file(''))).rejects.toThrow('file.json is not JSON');
  });
});

import { describe, expect, it } from '@jest/globals';
import {
  decodeBase64Url,
  decodeUtf8,
  isStorable,
  findUnstorablePath,
  findUnstorableCharacter,
  hasTrigram,
  likePattern,
} from '../../../src/kernel/text.js';

describe('text that can be kept', () => {
  it('has neither control characters other than tab and line ends, nor half a pair of surrogates', () => {
    for (const text of ['', 'a', '\t\r\n', '\u007f', '\ufffd', '😀', '\ud83d\ude00'])
      expect([text, isStorable(text)]).toEqual([text, true]);
    for (const text of [
      '\u0000',
      'a\u0000',
      '\u0001',
      '\u000b',
      '\u001f',
      '\ufffe',
      '\uffff',
      '\ud800',
      'a\udc00b',
      '\ude00\ud83d',
      '😀\ud83d',
    ])
      expect(isStorable(text)).toBe(false);
  });

  it.each<[unknown, string | undefined]>([
    [{ title: 'a' }, undefined],
    [null, undefined],
    [1, undefined],
    ['a\u0000', ''],
    [{ title: 'a\ud800' }, 'title'],
    [{ pages: [{ title: 'a' }, { title: '\u0000' }] }, 'pages.1.title'],
    [{ list: ['a', ['b', '\udc00']] }, 'list.1.1'],
    [{ a: { 'b\u0000': 1 } }, 'a'],
    [{ 'a\ud800': 1 }, ''],
    [{ a: new Date(0), b: undefined }, undefined],
  ])('is looked for in %j', (value, place) => {
    expect(findUnstorablePath(value)).toBe(place);
  });

  it('is named by its code point', () => {
    expect(['a\u0001b', '\ufffe', 'x\ud83d', '😀'].map(findUnstorableCharacter)).toEqual([
      'U+0001',
      'U+FFFE',
      'U+D83D',
      undefined,
    ]);
  });

  it('is looked for however deep and wide a value is', () => {
    let deep: unknown = '\u0000';
    for (let depth = 0; depth < 200_000; depth += 1) deep = [deep];
    expect(findUnstorablePath(deep)?.length).toBe(200_000 * 2 - 1);
    expect(findUnstorablePath(Array.from({ length: 200_000 }, () => 'x'))).toBeUndefined();
  });
});

describe('a text to search for', () => {
  it('has a trigram when three letters or digits follow one another', () => {
    for (const text of ['abc', 'ABC', '007', ' a1b ', '-the-']) expect([text, hasTrigram(text)]).toEqual([text, true]);
    for (const text of ['', 'a', 'ab', 'a b', 'a-b', '...', 'İst', 'été', '日本語'])
      expect([text, hasTrigram(text)]).toEqual([text, false]);
  });

  it('is found literally by its pattern', () => {
    expect(likePattern('100%_\\')).toBe('%100\\%\\_\\\\%');
  });
});

describe('bytes', () => {
  it('are text when they are UTF-8, and nothing else', () => {
    expect(decodeUtf8(Buffer.from('Grüße 😀\u0000'))).toBe('Grüße 😀\u0000');
    expect(decodeUtf8(Buffer.from([0xef, 0xbb, 0xbf, 0x61]))).toBe('a');
    for (const bytes of [
      [0xe9],
      [0xc3],
      [0xc0, 0x80],
      [0xed, 0xa0, 0x80],
      [0xf4, 0x90, 0x80, 0x80],
      [0xff, 0xfe, 0x61, 0x00],
    ])
      expect(decodeUtf8(Buffer.from(bytes))).toBeUndefined();
  });

  it('come from base64url in its one spelling only', () => {
    expect(decodeBase64Url(Buffer.from('["é"]').toString('base64url'))).toBe('["é"]');
    for (const encoded of [
      'WyJhIl0=',
      'WyJhIl0!',
      ' WyJhIl0',
      'WyJhIl1',
      'WyJhIl0\u0000',
      Buffer.from([0x22, 0xe9, 0x22]).toString('base64url'),
    ])
      expect(decodeBase64Url(encoded)).toBeUndefined();
  });
});

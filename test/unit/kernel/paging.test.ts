import { describe, expect, it } from '@jest/globals';
import {
  encodeCursor,
  cursorPosition,
  MAX_PAGE,
  pageOf,
  pageRequest,
  consistentTotal,
} from '../../../src/kernel/paging.js';

const codeOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return undefined;
};

describe('pages', () => {
  it('carry a position through an opaque cursor', () => {
    const cursor = encodeCursor('surveys', ['2026-01-01T00:00:00.000Z', 'id']);
    expect(pageRequest('surveys', 5, cursor)).toEqual({ first: 5, after: ['2026-01-01T00:00:00.000Z', 'id'] });
  });

  it('refuse more than the largest page, and what is no number of items', () => {
    expect(codeOf(() => pageRequest('surveys', MAX_PAGE + 1, null))).toBe('LIMIT_EXCEEDED');
    expect(codeOf(() => pageRequest('surveys', 1_000_000, null))).toBe('LIMIT_EXCEEDED');
    expect(codeOf(() => pageRequest('surveys', -1, null))).toBe('BAD_INPUT');
    expect(codeOf(() => pageRequest('surveys', 1.5, null))).toBe('BAD_INPUT');
  });

  it('refuse cursors of another list, garbage, and objects in disguise', () => {
    for (const cursor of [
      encodeCursor('movies', ['a', 'b']),
      'garbage',
      '',
      Buffer.from('{"$gt":""}').toString('base64url'),
      Buffer.from('["surveys",{"$gt":""}]').toString('base64url'),
    ])
      expect(codeOf(() => pageRequest('surveys', 5, cursor))).toBe('BAD_CURSOR');
  });

  it('refuse positions that do not fit the columns of the sort', () => {
    const columns = ['instant', 'id'] as const;
    const good = ['2026-01-01T00:00:00.000Z', '018f2c5a-0000-8001-8000-000000000000'];
    expect(cursorPosition({ first: 1, after: good }, columns)).toEqual(good);
    expect(cursorPosition({ first: 1 }, columns)).toBeUndefined();
    for (const after of [
      [good[0]!],
      [good[1]!, good[0]!],
      ["x'; DROP TABLE survey; --", good[1]!],
      ['2026-99-99T00:00:00.000Z', good[1]!],
    ])
      expect(codeOf(() => cursorPosition({ first: 1, after }, columns))).toBe('BAD_CURSOR');
  });

  it('cut the row that was read to learn whether more follow', () => {
    expect(pageOf([1, 2, 3], { first: 2 }, (n) => [n])).toEqual({
      items: [1, 2],
      positions: [[1], [2]],
      hasNextPage: true,
    });
    expect(pageOf([1, 2], { first: 2 }, (n) => [n]).hasNextPage).toBe(false);
  });
});

describe('a total beside a page', () => {
  const page = (shown: number, hasNextPage: boolean) => ({
    items: Array.from({ length: shown }),
    positions: [],
    hasNextPage,
  });

  it.each([
    ['the whole list', page(3, false), true, 3],
    ['the whole list, of nothing', page(0, false), true, 0],
    ['a first page that others follow', page(3, true), true, 4],
    ['a page in between', page(3, true), false, 4],
    ['the last of several', page(3, false), false, 3],
    ['a page of no items that some follow', page(0, true), true, 1],
  ])('is what %s shows, when the count says less', (_, shown, isFirst, least) => {
    expect(consistentTotal(shown, isFirst, 0)).toBe(least);
  });

  it('is the count where the page does not say how many there are', () => {
    expect(consistentTotal(page(3, true), true, 10)).toBe(10);
    expect(consistentTotal(page(3, false), false, 10)).toBe(10);
  });

  it('is not more than the whole list shows', () => {
    expect(consistentTotal(page(3, false), true, 4)).toBe(3);
    expect(consistentTotal(page(0, false), true, 1)).toBe(0);
  });
});

import { describe, expect, it } from '@jest/globals';
import { idForName } from '../../../../src/kernel/ids.js';
import { createRespondentIndex } from '../../../../src/importers/surveys/respondent-index.js';

const id = (n: number) => idForName('SurveyResponse', String(n));

describe('the index of respondents', () => {
  it('finds each who comes again, among many, and whether the content is the same', () => {
    const index = createRespondentIndex();
    for (let n = 1; n <= 20_000; n += 1) expect(index.add(id(n), `content ${n}`, n)).toBeUndefined();
    for (let n = 1; n <= 20_000; n += 7) {
      expect(index.add(id(n), `content ${n}`, 30_000)).toBe('same');
      expect(index.add(id(n), 'another', 30_000)).toBe(n);
    }
  });

  it('stops learning when it is full, and still knows those it has', () => {
    const index = createRespondentIndex(2);
    [1, 2, 3].forEach((n) => index.add(id(n), 'a', n));
    expect([1, 2, 3].map((n) => index.add(id(n), 'b', 9))).toEqual([1, 2, undefined]);
  });
});

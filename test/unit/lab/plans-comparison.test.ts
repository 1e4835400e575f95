import { describe, expect, it } from '@jest/globals';
import { differenceOf } from '../../../lab/plans/comparison.js';

const answer = (data: unknown, ...paths: (readonly unknown[])[]) => ({
  status: 200,
  body: JSON.stringify({
    data,
    errors: paths.map((path) => ({
      message: 'Not found.',
      path,
      extensions: { code: 'NOT_FOUND', errorId: String(paths) },
    })),
  }),
});

describe('the comparison of two answers', () => {
  it('takes errors below a field that is null because of them for the same, however many there are', () => {
    const data = { collector: { survey: null } };
    const first = answer(data, ['collector', 'survey', 'results']);
    const second = answer(data, ['collector', 'survey', 'activity'], ['collector', 'survey', 'results']);
    expect(differenceOf(first, second)).toBeUndefined();
    expect(differenceOf(second, first)).toBeUndefined();
  });

  it('finds an error of a field that only one of them has', () => {
    const data = { collector: { survey: null } };
    expect(differenceOf(answer(data, ['collector', 'survey']), answer(data))).toContain('errors');
    expect(differenceOf(answer(data, ['collector', 'survey', 'results']), answer(data))).toContain('errors');
    expect(
      differenceOf(answer(data, ['collector', 'survey', 'results']), answer(data, ['collector', 'survey'])),
    ).toContain('errors');
  });

  it('finds data that differ below an equal error', () => {
    const path = ['surveys', 0, 'results'];
    expect(
      differenceOf(answer({ surveys: [null, { id: '1' }] }, path), answer({ surveys: [null, { id: '2' }] }, path)),
    ).toContain('data');
  });
});

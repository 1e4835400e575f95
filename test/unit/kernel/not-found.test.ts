import { describe, expect, it } from '@jest/globals';
import { notFound, requireFound } from '../../../src/kernel/errors.js';
import { newId, requireId } from '../../../src/kernel/ids.js';

describe('What a store did not find', () => {
  it('is refused with the same text as an ID of another kind', () => {
    const ofAnotherKind = () => requireId('Survey', newId('Movie', new Date()));
    const unknown = () => requireFound(undefined, 'Survey');
    expect(unknown).toThrow(notFound('Survey'));
    expect(ofAnotherKind).toThrow(notFound('Survey'));
    expect(notFound('Survey')).toMatchObject({ code: 'NOT_FOUND', message: 'There is no Survey with this ID.' });
  });

  it('is refused by what it was looked for, where that is not an ID', () => {
    expect(() => requireFound(undefined, 'Quota', 'of this option')).toThrow('There is no Quota of this option.');
  });

  it('is not taken from a value that is falsy', () => {
    expect([0, '', false, null].map((value) => requireFound(value, 'Answer'))).toEqual([0, '', false, null]);
  });
});

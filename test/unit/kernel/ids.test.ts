import { describe, expect, it } from '@jest/globals';
import { DomainError } from '../../../src/kernel/errors.js';
import { idForName, kindOf, KINDS, newId, requireId, type Kind } from '../../../src/kernel/ids.js';

const now = new Date('2026-01-02T03:04:05.678Z');

describe('ids', () => {
  it('are UUIDs of version 8 that carry their kind', () => {
    for (const kind of Object.keys(KINDS) as Kind[]) {
      expect(newId(kind, now)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(kindOf(newId(kind, now))).toBe(kind);
    }
  });

  it('sort by time', () => {
    const later = newId('Survey', new Date(now.getTime() + 1));
    for (let i = 0; i < 100; i += 1) expect(newId('Survey', now) < later).toBe(true);
  });

  it('for a name are the same every time, and differ by kind and name', () => {
    expect(idForName('Movie', 'a')).toBe(idForName('Movie', 'a'));
    expect(new Set([idForName('Movie', 'a'), idForName('Movie', 'b'), idForName('Venue', 'a')]).size).toBe(3);
    expect(kindOf(idForName('Movie', 'a'))).toBe('Movie');
  });

  it('of another kind, or of no kind, are not found', () => {
    const survey = newId('Survey', now);
    expect(requireId('Survey', survey.toUpperCase())).toBe(survey);
    for (const wrong of [
      newId('Movie', now),
      'x',
      '',
      '018f2c5a-0000-7000-8000-000000000000',
      `${survey} `,
      "' OR 1=1 --",
    ])
      expect(() => requireId('Survey', wrong)).toThrow(
        new DomainError('NOT_FOUND', 'There is no Survey with this ID.'),
      );
  });
});

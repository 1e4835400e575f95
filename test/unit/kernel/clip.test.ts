import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { clip, MAX_ECHO } from '../../../src/kernel/clip.js';
import { checkInput } from '../../../src/kernel/validate.js';
import { z } from 'zod';

describe('a text that is repeated', () => {
  it('is whole up to its length, and else its beginning without half a character', () => {
    expect(clip('abc', 3)).toBe('abc');
    expect(clip('abcd', 3)).toBe('ab…');
    for (let length = 2; length < 20; length += 1) {
      const clipped = clip('😀'.repeat(10), length);
      expect([length, clipped.length <= length, /\p{Surrogate}/u.test(clipped)]).toEqual([length, true, false]);
    }
    expect(clip('x'.repeat(1000))).toHaveLength(MAX_ECHO);
  });

  it('as the name of a field in an error is cut between characters', () => {
    for (const before of ['', 'x']) {
      const checked = checkInput(z.record(z.string(), z.number()), { [`${before}${'😀'.repeat(300)}`]: 'no' });
      const [problem] = checked.ok ? [] : checked.problems;
      expect(problem?.field.endsWith('…')).toBe(true);
      expect(/\p{Surrogate}/u.test(problem?.field ?? '')).toBe(false);
    }
  });

  it('is never cut by hand in a message', () => {
    const root = path.resolve('src');
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
      (name) => /\.ts$/.test(name) && !/^(lab|stack)\//.test(name) && !name.includes('generated'),
    );
    const cut = files.flatMap((name) =>
      readFileSync(path.join(root, name), 'utf8')
        .split('\n')
        .filter((line) =>
          /\b(message|label|heading|respondent|value|header|detail|reason|text|key|code|stack)\)?\.slice\(0, *(\d{2,}|[A-Z_]+)\)/.test(
            line,
          ),
        )
        .map((line) => `${name}: ${line.trim()}`),
    );
    expect(files.length).toBeGreaterThan(300);
    expect(cut).toEqual([]);
  });
});

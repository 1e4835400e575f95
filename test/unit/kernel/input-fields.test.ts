import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';
import {
  boundedNumber,
  line,
  MAX_NUMBER,
  optional,
  prose,
  requiredLine,
  text,
} from '../../../src/kernel/input-fields.js';

const FIELDS = {
  text: text(5),
  prose: prose(5),
  line: line(5),
  requiredLine: requiredLine(5),
  optional: optional(requiredLine(5)),
  described: line(5).describe('x'),
  boundedNumber: boundedNumber(),
};
const SPACES = ['', ' ', '  ', '\t', '\n', '\u00a0', '\ufeff', '\u2028', '\u3000', ' \t '];
const VALUES: readonly unknown[] = [
  null,
  1,
  -1.5,
  Number.MAX_VALUE,
  Infinity,
  -Infinity,
  true,
  [],
  ...SPACES,
  ...[
    'a',
    'abcde',
    'abcdef',
    'a\tb',
    'a\nb',
    'a\u0000',
    '\u0000',
    'a\u0085',
    '\u0085',
    'a\u007f',
    '😀😀😀😀😀',
    '😀😀😀😀😀😀',
    '\ud800',
    'a\udc00b',
    '\ud800\ud800\ud800\ud800\ud800',
  ],
  ...SPACES.flatMap((space) => [`${space}a`, `a${space}`, `${space}a${space}b${space}`]),
];

const schemaOf = (field: z.ZodType) => z.toJSONSchema(field, { io: 'input' });

describe.each(Object.entries(FIELDS))('the JSON schema of %s', (_, field) => {
  const allows = new Ajv2020().compile(schemaOf(field));

  it.each(VALUES.map((value) => [JSON.stringify(value) ?? 'undefined', value]))(
    'allows %s only if the field does',
    (_shown, value) => {
      const parsed = field.safeParse(value);
      // Half a pair of surrogates is no text that JSON Schema speaks of; it is refused all the same.
      const isHalf = typeof value === 'string' && /\p{Surrogate}/u.test(value);
      // Numbers are promised as far as doubles go, and the description has the bounds.
      const isBeyond = typeof value === 'number' && Math.abs(value) > MAX_NUMBER;
      if (isHalf || isBeyond) expect(parsed.success).toBe(false);
      else if (allows(value)) expect(parsed.error?.issues.map((issue) => issue.code) ?? []).toEqual([]);
    },
  );
});

describe('a text', () => {
  it('is as long as its characters are many, in the published schema too', () => {
    const emoji = '😀'.repeat(300);
    for (const field of [text(300), prose(300), line(300), requiredLine(300)]) {
      expect(field.parse(emoji)).toBe(emoji);
      expect(field.safeParse(`${emoji}x`).error?.issues).toMatchObject([{ code: 'too_big', maximum: 300 }]);
      expect(schemaOf(field)).toMatchObject({ type: 'string', maxLength: 300 });
    }
  });

  it('has no half characters, and is never changed to be without them', () => {
    for (const field of [text(5), prose(5), line(5), requiredLine(5)]) {
      for (const half of ['a\ud800', '\udc00\ud83d\ude00', '\ude00\ud83d', '\ud800\ud800'])
        expect(field.safeParse(half).error?.issues).toMatchObject([
          { code: 'custom', message: 'must not contain an unpaired surrogate' },
        ]);
      expect(field.parse('\ud83d\ude00\ufffd')).toBe('😀\ufffd');
    }
  });

  it('that is stored has no character that XML cannot carry', () => {
    for (const field of [prose(5), line(5), requiredLine(5)])
      for (const character of [
        '\u0000',
        '\u0001',
        '\u0008',
        '\u000b',
        '\u000c',
        '\u000e',
        '\u001b',
        '\u001f',
        '\ufffe',
        '\uffff',
      ])
        expect([character, field.safeParse(`a${character}b`).success]).toEqual([character, false]);
    expect(prose(9).parse('a\tb\r\nc\u007f')).toBe('a\tb\r\nc\u007f');
  });

  it('is checked in linear time', () => {
    const started = performance.now();
    for (const field of [line(10), requiredLine(10)])
      for (const value of [`${' '.repeat(500_000)}\u0000`, `${'a '.repeat(250_000)}\u0000`]) field.safeParse(value);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('a number', () => {
  it.each([0, -1.5, 5e-324, MAX_NUMBER, -MAX_NUMBER, 999_999_999_999_999.9])('may be %p', (number) => {
    expect(boundedNumber().parse(number)).toBe(number);
  });

  it.each([MAX_NUMBER + 0.125, -MAX_NUMBER - 1, 9_007_199_254_740_992, 1e308, Number.MAX_VALUE])(
    'may not be %p, and the error names the bound',
    (number) => {
      expect(
        boundedNumber()
          .safeParse(number)
          .error?.issues.map(({ message }) => message),
      ).toEqual(['must be from -1000000000000000 to 1000000000000000']);
    },
  );

  it('is finite', () => {
    for (const number of [Infinity, -Infinity, Number.NaN])
      expect(boundedNumber().safeParse(number).success).toBe(false);
  });
});

describe('a required line', () => {
  it('is trimmed, and more than blanks', () => {
    expect(requiredLine(5).parse('  a b \n')).toBe('a b');
    for (const blank of SPACES) expect(requiredLine(5).safeParse(blank).success).toBe(false);
    expect(schemaOf(requiredLine(5))).toMatchObject({ minLength: 1, pattern: expect.any(String) });
  });
});

import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { countValues, INPUT_LIMITS } from '../../../src/kernel/input-size.js';
import { requireBoundedJson } from '../../../src/kernel/json-bounds.js';
import { checkInput, parseInput } from '../../../src/kernel/validate.js';

const MIB = 1_048_576;
const filled = (unit: string) =>
  `[${Array<string>(Math.floor(MIB / (unit.length + 1)))
    .fill(unit)
    .join(',')}]`;
const ofFields = (count: number) => `{${Array.from({ length: count }, (_, n) => `"k${n}":1`).join(',')}}`;

/** The limit that is named by the refusal, if it is one. */
function limitOf(work: () => unknown): unknown {
  try {
    work();
    return undefined;
  } catch (error) {
    expect(error).toMatchObject({ code: 'LIMIT_EXCEEDED' });
    return (error as { readonly details: { readonly limit: string } }).details.limit;
  }
}

describe('a JSON text', () => {
  it.each([
    ['half a million numbers', filled('0'), 'values'],
    ['empty objects', filled('{}'), 'values'],
    ['empty lists', filled('[]'), 'values'],
    ['strings', filled('"a,b"'), 'values'],
    ['lists in lists', '['.repeat(MIB), 'depth'],
    ['objects in objects', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, 'depth'],
    ['a hundred thousand keys', ofFields(100_000), 'fields'],
    ['one key again and again', `{${Array<string>(100_000).fill('"a":1').join(',')}}`, 'fields'],
    ['keys of an object in a list', `[1,2,${ofFields(2_000)}]`, 'fields'],
  ])('of %s is refused before it is parsed', (_what, text, limit) => {
    expect(limitOf(() => requireBoundedJson(text))).toBe(limit);
  });

  it.each([
    ['commas and brackets within texts', JSON.stringify({ a: ',[{'.repeat(50_000), b: '"\\",\\\\'.repeat(20_000) })],
    ['backslashes before the end of a text', JSON.stringify(['\\', '\\\\', 'a\\"', ',,,'])],
    ['lists of many values', JSON.stringify(Array(40_000).fill(0))],
    ['many objects of a few fields', JSON.stringify(Array(10_000).fill({ a: 1, b: [], c: {} }))],
    ['no JSON at all', '"unended, [[[['],
    ['nothing', ''],
  ])('with %s is let through', (_what, text) => {
    expect(limitOf(() => requireBoundedJson(text))).toBeUndefined();
  });

  it('is counted as its value is', () => {
    const atBound = Array(INPUT_LIMITS.values - 1).fill(0);
    for (const values of [atBound, Array(9_000).fill({ a: [1, { b: 2 }] }), [[], {}, [[]]]]) {
      expect(countValues(values)).toBeLessThanOrEqual(INPUT_LIMITS.values);
      expect(requireBoundedJson(JSON.stringify(values))).toBe(countValues(values));
    }
    expect(countValues(atBound)).toBe(INPUT_LIMITS.values);
    for (const check of [countValues, (value: unknown) => requireBoundedJson(JSON.stringify(value))])
      expect(limitOf(() => check([...atBound, 0]))).toBe('values');
  });
});

describe('an input with many faults', () => {
  const schema = z.strictObject({ items: z.array(z.strictObject({ label: z.string() })) });
  const faulty = (count: number) => ({ items: Array<unknown>(count).fill(0) });

  it('names all of a few, twenty of more, and of very many only the first', () => {
    const faultsOf = (input: unknown) => {
      const checked = checkInput(schema, input);
      return checked.ok ? 0 : checked.problems.length;
    };
    expect([faulty(3), faulty(100), faulty(40_000)].map(faultsOf)).toEqual([3, 20, 1]);
  });

  it('is refused by a message that does not echo what the input is called', () => {
    const named = Object.fromEntries(Array.from({ length: 900 }, (_, n) => [`unknown ${n} ${'x'.repeat(500)}`, n]));
    const checked = checkInput(schema, { items: [], ...named });
    expect(checked.ok).toBe(false);
    expect(JSON.stringify(checked).length).toBeLessThan(500);
  });

  it('is refused as a whole when it has too many values, even where the schema would take them', () => {
    expect(limitOf(() => parseInput(schema, { items: Array.from({ length: 60_000 }, () => ({ label: 'x' })) }))).toBe(
      'values',
    );
    expect(limitOf(() => parseInput(z.unknown(), JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`)))).toBe(
      'depth',
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import { JSON_LIMITS, requireBoundedJson } from '../../../src/kernel/json-bounds.js';

const refused = expect.objectContaining({ code: 'LIMIT_EXCEEDED' });

describe('a JSON text', () => {
  it.each([
    ['values of a list', `[${'0,'.repeat(JSON_LIMITS.values + 1)}0]`],
    ['empty objects', `[${'{},'.repeat(JSON_LIMITS.values)}{}]`],
    ['keys', `{${Array.from({ length: JSON_LIMITS.values }, (_, n) => `"${n}":0`).join(',')}}`],
    ['values of what is no JSON', ','.repeat(JSON_LIMITS.values + 1)],
    ['levels of lists', `${'['.repeat(JSON_LIMITS.depth + 1)}`],
    ['levels of objects', `${'{"a":'.repeat(JSON_LIMITS.depth + 1)}0`],
    ['values behind an escaped quote', `["\\"",${'0,'.repeat(JSON_LIMITS.values)}0]`],
    ['values behind an escaped backslash', `["\\\\",${'0,'.repeat(JSON_LIMITS.values)}0]`],
  ])('is refused for too many %s', (_, text) => {
    expect(() => requireBoundedJson(text)).toThrow(refused);
  });

  it.each([
    ['one that is as large as it may be', JSON.stringify(Array.from({ length: JSON_LIMITS.values / 2 }, () => 0))],
    ['one that is as deep as it may be', `${'['.repeat(JSON_LIMITS.depth)}${']'.repeat(JSON_LIMITS.depth)}`],
    ['structure inside of strings', JSON.stringify({ text: '[{,:"\\'.repeat(JSON_LIMITS.values) })],
    ['a string without an end', `"${','.repeat(JSON_LIMITS.values * 2)}`],
    ['nothing', ''],
  ])('passes: %s', (_, text) => {
    expect(() => requireBoundedJson(text)).not.toThrow();
  });
});

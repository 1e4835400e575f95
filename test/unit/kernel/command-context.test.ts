import { describe, expect, it } from '@jest/globals';
import { canonicalJson } from '../../../src/kernel/canonical-json.js';
import { commandContext } from '../../../src/kernel/command-context.js';
import { ANONYMOUS } from '../../../src/kernel/viewer.js';

const KEY = 'a-key-of-some-length';
const hashOf = (request: unknown) => commandContext(ANONYMOUS, KEY, request, 'key').idempotency?.requestHash;
const nullFields = Object.assign(Object.create(null) as object, { b: 1, a: 2 });

describe('requests are the same', () => {
  it.each<[string, unknown, unknown]>([
    ['in whatever order their fields came', { a: 1, b: 2 }, { b: 2, a: 1 }],
    ['however deep', ['op', { x: [{ a: 1, b: { c: 1, d: 2 } }] }], ['op', { x: [{ b: { d: 2, c: 1 }, a: 1 }] }]],
    ['whether a field is undefined or absent', { a: 1, b: undefined }, { a: 1 }],
    [
      'by the value of their numbers',
      { a: JSON.parse('1.0') as number, b: JSON.parse('1e2') as number, c: -0 },
      { a: 1, b: 100, c: 0 },
    ],
    [
      'by the instant of their dates',
      { at: new Date('2030-01-01T01:00:00+01:00') },
      { at: new Date('2030-01-01T00:00:00Z') },
    ],
    ['with or without a prototype', nullFields, { a: 2, b: 1 }],
    [
      'whose fields are numbers or named like prototypes',
      JSON.parse('{"__proto__":1,"10":2,"9":3}'),
      JSON.parse('{"9":3,"10":2,"__proto__":1}'),
    ],
  ])('%s', (_, one, other) => {
    expect(hashOf(one)).toBe(hashOf(other));
  });
});

describe('requests are others', () => {
  it.each<[string, unknown, unknown]>([
    ['when a list has another order', { a: [1, 2] }, { a: [2, 1] }],
    ['when null is not absent', { a: null }, {}],
    ['when a number is text', { a: 1 }, { a: '1' }],
    ['when a field hangs elsewhere', { a: { b: 1 } }, { a: {}, b: 1 }],
    ['when a list is no object', { a: ['x'] }, { a: { 0: 'x' } }],
    [
      'when a field named like a prototype has another value',
      JSON.parse('{"__proto__":1}'),
      JSON.parse('{"__proto__":2}'),
    ],
    ['when a text differs', { a: 'é' }, { a: 'e\u0301' }],
  ])('%s', (_, one, other) => {
    expect(hashOf(one)).not.toBe(hashOf(other));
  });
});

it('writes canonical JSON that JSON.parse reads back', () => {
  const value = { b: [1, { d: null, c: 'x' }], a: true };
  expect(canonicalJson(value)).toBe('{"a":true,"b":[1,{"c":"x","d":null}]}');
  expect(JSON.parse(canonicalJson(value))).toEqual(value);
});

it('keeps the hash of earlier versions, so that their keys still find their requests', () => {
  const request = ['createSurvey', { input: { title: 'x', language: 'en' } }];
  const { requestHash, formerHash } = commandContext(ANONYMOUS, KEY, request, 'key').idempotency ?? {};
  expect(formerHash).toBe('eW3XP2TUNxwmuujkDsy4o8vMFHgeLXbjKFWISS5oZEg');
  expect(formerHash).not.toBe(requestHash);
});

import { describe, expect, it } from '@jest/globals';
import { exactNumber } from '../../../src/kernel/exact-number.js';

describe('a decimal as a number', () => {
  it.each<[string, number]>([
    ['0', 0],
    ['-0', 0],
    ['0.000', 0],
    ['0e999', 0],
    ['007', 7],
    ['+4', 4],
    ['-3.50', -3.5],
    ['0.1', 0.1],
    ['1.25e3', 1250],
    ['125E-2', 1.25],
    ['100000000000000000000', 1e20],
    ['9007199254740992', 2 ** 53],
    ['0.30000000000000004', 0.30000000000000004],
    ['1e-7', 1e-7],
    ['1.7976931348623157e308', Number.MAX_VALUE],
    ['5e-324', 5e-324],
    ['123456789012345680000', 123456789012345680000],
  ])('reads %j', (text, number) => {
    expect(exactNumber(text)).toBe(number);
  });

  it.each([
    '9007199254740993',
    '9007199254740993.5',
    '1.0000000000000001',
    '2.9999999999999999',
    '0.12345678901234567',
    '12345678901234567890',
    '1e400',
    '-1e400',
    '1e-400',
    `0.${'0'.repeat(400)}1`,
    '2e-324',
    '0.1000000000000000055511151231257827',
    '9'.repeat(400),
    '1'.repeat(2000),
    `0.${'0'.repeat(900_000)}1`,
    '1e9999999',
  ])('refuses %s, which would be rounded', (text) => {
    expect(exactNumber(text)).toBeUndefined();
  });

  it.each(['', ' 1', '1 ', '.5', '5.', '0x10', '1_000', 'Infinity', 'NaN', '１', '--1', '1e', '1e1.5'])(
    'refuses %j, which is no decimal',
    (text) => {
      expect(exactNumber(text)).toBeUndefined();
    },
  );
});

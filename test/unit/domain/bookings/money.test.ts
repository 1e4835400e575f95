import { describe, expect, test } from '@jest/globals';
import {
  formatAmount,
  isCurrency,
  MAX_US_DOLLARS,
  parsePrice,
  sameMoney,
  usDollars,
} from '../../../../src/domain/bookings/money.js';
import { outcome } from './samples.js';

describe('a price', () => {
  test.each([
    ['12.50', 'EUR', 1250],
    ['12.5', 'EUR', 1250],
    ['12', 'EUR', 1200],
    ['0.01', 'EUR', 1],
    ['12.500', 'EUR', 1250],
    ['1200', 'JPY', 1200],
    ['1200.0', 'JPY', 1200],
    ['1.234', 'KWD', 1234],
    ['2000000', 'EUR', 200_000_000],
  ])('%s %s is %i', (decimal, currency, amountMinor) => {
    expect(parsePrice(decimal, currency)).toEqual({ amountMinor, currency });
  });
  test.each([
    ['0', 'EUR'],
    ['0.00', 'EUR'],
    ['-1', 'EUR'],
    ['1.005', 'EUR'],
    ['1.5', 'JPY'],
    ['1,50', 'EUR'],
    ['1e3', 'EUR'],
    ['', 'EUR'],
    [' 1', 'EUR'],
    ['.5', 'EUR'],
    ['2000000.01', 'EUR'],
    ['99999999999', 'EUR'],
  ])('%j %s is none', (decimal, currency) => {
    expect(outcome(() => parsePrice(decimal, currency))).toBe('BAD_INPUT');
  });
});

test.each([
  ['2000000.01', 'EUR', 'A price in EUR must be at most 2000000.00.'],
  ['99999999999', 'EUR', 'A price in EUR must be at most 2000000.00.'],
  ['9'.repeat(400), 'JPY', 'A price in JPY must be at most 200000000.'],
  ['200000.001', 'KWD', 'A price in KWD must be at most 200000.000.'],
  ['1.005', 'EUR', 'A price in EUR must be a decimal with at most 2 decimals.'],
  ['1.5', 'JPY', 'A price in JPY must be without decimals.'],
  ['0.00', 'EUR', 'A price in EUR must be more than 0.'],
  ['-1', 'EUR', 'A price in EUR must be a decimal such as 12.50, without sign, blanks or separators.'],
])('the price %s %s is told what it must be', (decimal, currency, message) => {
  expect(() => parsePrice(decimal, currency)).toThrow(message);
});

test('dollars are exact however many they are', () => {
  expect(formatAmount(usDollars(MAX_US_DOLLARS))).toBe('90071992547409.00');
  expect(formatAmount(usDollars(MAX_US_DOLLARS + 1))).toBe('90071992547410');
  expect(formatAmount(usDollars(Number.MAX_SAFE_INTEGER))).toBe('9007199254740991');
});

test.each([
  [1250, 'EUR', '12.50'],
  [5, 'EUR', '0.05'],
  [0, 'EUR', '0.00'],
  [1200, 'JPY', '1200'],
  [1234, 'KWD', '1.234'],
  [-1250, 'EUR', '-12.50'],
])('%i %s reads %s', (amountMinor, currency, text) => {
  expect(formatAmount({ amountMinor, currency })).toBe(text);
});

test('the grosses of movies are whole dollars', () => {
  expect(formatAmount(usDollars(2_783_918_982))).toBe('2783918982.00');
  expect(sameMoney(usDollars(1), { amountMinor: 100, currency: 'USD' })).toBe(true);
  expect(isCurrency('USD')).toBe(true);
  expect(isCurrency('usd')).toBe(false);
});

import { describe, expect, it } from '@jest/globals';
import { currencyDecimals, formatAmount, isActiveCurrency } from '../../../src/kernel/currencies.js';

describe('a currency', () => {
  it.each([
    ['HUF', 2],
    ['JPY', 0],
    ['KWD', 3],
    ['CLF', 4],
    ['UYW', 4],
    ['ISK', 0],
    ['UGX', 0],
    ['CLP', 0],
    ['IQD', 3],
    ['MGA', 2],
    ['MRU', 2],
    ['LBP', 2],
    ['AFN', 2],
    ['ALL', 2],
    ['COP', 2],
    ['IDR', 2],
    ['PKR', 2],
    ['KRW', 0],
    ['VND', 0],
    ['XOF', 0],
    ['XPF', 0],
    ['RSD', 2],
    ['TWD', 2],
    ['UYI', 0],
    ['BHD', 3],
    ['TND', 3],
    ['SLE', 2],
    ['VES', 2],
    ['VED', 2],
    ['XCG', 2],
    ['ZWG', 2],
    ['STN', 2],
    ['BYN', 2],
    ['CZK', 2],
    ['RWF', 0],
    ['PYG', 0],
    ['GNF', 0],
  ])('%s has the %i decimals of ISO 4217', (code, decimals) => {
    expect([isActiveCurrency(code), currencyDecimals(code)]).toEqual([true, decimals]);
  });

  it.each([
    'HRK',
    'BGN',
    'ZWL',
    'SLL',
    'VEF',
    'ANG',
    'CUC',
    'MRO',
    'STD',
    'BYR',
    'DEM',
    'LTL',
    'XAU',
    'XXX',
    'XTS',
    'XDR',
    'XSU',
    'EURO',
    'eur',
    '',
    'ZZZ',
    '__proto__',
  ])('%j is not in use', (code) => {
    expect(isActiveCurrency(code)).toBe(false);
  });

  it('is in the table once', () => {
    const codes = Array.from({ length: 26 ** 3 }, (_, n) =>
      String.fromCharCode(65 + Math.floor(n / 676), 65 + (Math.floor(n / 26) % 26), 65 + (n % 26)),
    );
    expect(codes.filter(isActiveCurrency)).toHaveLength(165);
  });
});

describe('an amount', () => {
  it.each([
    [350_000, 'HUF', '3500.00'],
    [1250, 'JPY', '1250'],
    [5, 'KWD', '0.005'],
    [5, 'CLF', '0.0005'],
    [-5, 'EUR', '-0.05'],
    [1250, 'HRK', '12.50'],
    [1250, 'BGN', '12.50'],
    [1250, 'ITL', '1250'],
    [1250, 'SLL', '12.50'],
  ])('of %i minor %s is %s', (amountMinor, currency, text) => {
    expect(formatAmount({ amountMinor, currency })).toBe(text);
  });

  it('keeps the decimals it was written with, where they are given', () => {
    expect(formatAmount({ amountMinor: 1250, currency: 'AFN', decimals: 0 })).toBe('1250');
    expect(formatAmount({ amountMinor: 1250, currency: 'AFN', decimals: null })).toBe('12.50');
  });

  it('does not ask Intl', () => {
    const original = Intl.NumberFormat;
    Object.defineProperty(Intl, 'NumberFormat', {
      configurable: true,
      writable: true,
      value: () => {
        throw new Error('Intl was asked');
      },
    });
    try {
      expect(formatAmount({ amountMinor: 350_000, currency: 'HUF' })).toBe('3500.00');
    } finally {
      Object.defineProperty(Intl, 'NumberFormat', { configurable: true, writable: true, value: original });
    }
  });
});

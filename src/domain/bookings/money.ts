import { currencyDecimals, formatAmount, isActiveCurrency, type MinorAmount } from '../../kernel/currencies.js';
import { DomainError } from '../../kernel/errors.js';

export { formatAmount, isActiveCurrency as isCurrency };

/** An exact amount of money. */
export type Money = MinorAmount;

/** The highest price of one seat, in minor units. The total of ten such seats still fits into 32 bits. */
const MAX_PRICE_MINOR = 200_000_000;

/**
 * A decimal such as "12.50" as Money. Throws BAD_INPUT that says which: no decimal, more decimals than the currency
 * has, 0, or above the maximum.
 */
export function parsePrice(decimal: string, currency: string): Money {
  const refused = (must: string) =>
    new DomainError('BAD_INPUT', `A price in ${currency} must be ${must}.`, { argument: 'price' });
  const places = currencyDecimals(currency);
  const [found, whole = '', decimals = ''] = /^(\d+)(?:\.(\d+))?$/.exec(decimal) ?? [];
  if (found === undefined) throw refused('a decimal such as 12.50, without sign, blanks or separators');
  const fraction = decimals.replace(/0+$/, '');
  if (fraction.length > places)
    throw refused(places === 0 ? 'without decimals' : `a decimal with at most ${places} decimals`);
  const digits = `${whole}${fraction.padEnd(places, '0')}`.replace(/^0+/, '');
  if (digits === '') throw refused('more than 0');
  // As many digits as that are exact as a number.
  if (digits.length > 15 || Number(digits) > MAX_PRICE_MINOR)
    throw refused(`at most ${formatAmount({ amountMinor: MAX_PRICE_MINOR, currency })}`);
  return { amountMinor: Number(digits), currency };
}

/** The most whole dollars whose cents a number keeps exactly. */
export const MAX_US_DOLLARS = Math.floor(Number.MAX_SAFE_INTEGER / 100);

/**
 * Whole US dollars, as the movie catalogue states them, as Money. Beyond MAX_US_DOLLARS they are given without cents,
 * and so are exact as well.
 */
export function usDollars(whole: number): Money {
  return whole <= MAX_US_DOLLARS
    ? { amountMinor: whole * 100, currency: 'USD' }
    : { amountMinor: whole, currency: 'USD', decimals: 0 };
}

/** Whether both have the same amount and currency. */
export function sameMoney(a: Money, b: Money): boolean {
  return a.amountMinor === b.amountMinor && a.currency === b.currency;
}

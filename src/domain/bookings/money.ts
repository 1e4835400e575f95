import { currencyDecimals, type MinorAmount } from '../../kernel/currencies.js';
import { DomainError } from '../../kernel/errors.js';

export { formatAmount, isActiveCurrency as isCurrency } from '../../kernel/currencies.js';

/** An exact amount of money. */
export type Money = MinorAmount;

/** The highest price of one seat, in minor units: ten of them still fit the 32 bits a total is stored in. */
const MAX_PRICE_MINOR = 200_000_000;

/** A decimal such as "12.50" as Money. Throws BAD_INPUT when the currency has fewer decimals, or the price is 0 or above the maximum. */
export function parsePrice(decimal: string, currency: string): Money {
  const places = currencyDecimals(currency);
  const match = /^(\d{1,9})(?:\.(\d+))?$/.exec(decimal);
  const fraction = match?.[2]?.replace(/0+$/, '') ?? '';
  const amountMinor = match === null || fraction.length > places ? Number.NaN : Number(`${match[1]}${fraction.padEnd(places, '0')}`);
  if (!(amountMinor > 0 && amountMinor <= MAX_PRICE_MINOR))
    throw new DomainError('BAD_INPUT', `A price in ${currency} is a positive decimal with at most ${places} decimals.`, { argument: 'price' });
  return { amountMinor, currency };
}

/** Whole US dollars, as the movie catalogue states them, as Money. */
export function usDollars(whole: number): Money {
  return { amountMinor: whole * 100, currency: 'USD' };
}

/** Whether both are the same amount of the same currency. */
export function sameMoney(a: Money, b: Money): boolean {
  return a.amountMinor === b.amountMinor && a.currency === b.currency;
}

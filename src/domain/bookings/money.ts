import { DomainError } from '../../kernel/errors.js';

/** An exact amount: `amountMinor` is in the smallest unit of the currency (cents; yen; thousandths of a dinar). */
export interface Money {
  readonly amountMinor: number;
  /** ISO 4217. */
  readonly currency: string;
}

/** The highest price of one seat, in minor units: ten of them still fit the 32 bits a total is stored in. */
export const MAX_PRICE_MINOR = 200_000_000;

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));
const digitsOf = new Map<string, number>();

/** Whether `code` is a currency of ISO 4217. */
export function isCurrency(code: string): boolean {
  return CURRENCIES.has(code);
}

/** How many decimals the currency has. */
function digits(currency: string): number {
  const known = digitsOf.get(currency);
  if (known !== undefined) return known;
  const found = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  digitsOf.set(currency, found);
  return found;
}

/** A decimal such as "12.50" as Money. Throws BAD_INPUT when the currency has fewer decimals, or the price is 0 or above the maximum. */
export function parsePrice(decimal: string, currency: string): Money {
  const places = digits(currency);
  const match = /^(\d{1,9})(?:\.(\d+))?$/.exec(decimal);
  const fraction = match?.[2]?.replace(/0+$/, '') ?? '';
  const amountMinor = match === null || fraction.length > places ? Number.NaN : Number(`${match[1]}${fraction.padEnd(places, '0')}`);
  if (!(amountMinor > 0 && amountMinor <= MAX_PRICE_MINOR))
    throw new DomainError('BAD_INPUT', `A price in ${currency} is a positive decimal with at most ${places} decimals.`, { argument: 'price' });
  return { amountMinor, currency };
}

/** Money as a decimal with exactly the currency's decimals, such as "12.50". */
export function formatAmount({ amountMinor, currency }: Money): string {
  const places = digits(currency);
  const text = String(Math.abs(amountMinor)).padStart(places + 1, '0');
  const sign = amountMinor < 0 ? '-' : '';
  return places === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -places)}.${text.slice(-places)}`;
}

/** Whole US dollars, as the movie catalogue states them, as Money. */
export function usDollars(whole: number): Money {
  return { amountMinor: whole * 100, currency: 'USD' };
}

/** Whether both are the same amount of the same currency. */
export function sameMoney(a: Money, b: Money): boolean {
  return a.amountMinor === b.amountMinor && a.currency === b.currency;
}

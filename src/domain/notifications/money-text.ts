import { formatAmount, type MinorAmount } from '../../kernel/currencies.js';

/**
 * An amount for people: 1250 EUR is "12.50 EUR", 1250 JPY is "1250 JPY". It does not depend on a locale or on Node's
 * version.
 */
export function moneyText(amount: MinorAmount): string {
  return `${formatAmount(amount)} ${amount.currency}`;
}

import { formatAmount, type MinorAmount } from '../../kernel/currencies.js';

/** An amount as people read it: 1250 EUR is "12.50 EUR", 1250 JPY is "1250 JPY". The same on every Node: no locale has a say in it. */
export function moneyText(amount: MinorAmount): string {
  return `${formatAmount(amount)} ${amount.currency}`;
}

/**
 * An amount in the smallest unit of its currency as people read it: 1250 EUR is "12.50 EUR", 1250 JPY is "1250 JPY".
 * The decimals are Intl's, as they are where prices are taken in: another source would name another amount than was paid.
 */
export function moneyText({ amountMinor, currency }: { readonly amountMinor: number; readonly currency: string }): string {
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  const text = String(Math.abs(amountMinor)).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  const fraction = text.slice(text.length - digits);
  return `${amountMinor < 0 ? '-' : ''}${whole}${digits > 0 ? `.${fraction}` : ''} ${currency}`;
}

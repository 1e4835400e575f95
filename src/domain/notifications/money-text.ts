// ISO 4217's minor units where they are not two digits. Intl would answer by custom instead: none for HUF or IDR, whose
// smallest unit is a hundredth, and a message would name a hundred times the amount.
const DIGITS: ReadonlyMap<string, number> = new Map([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0] as const),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3] as const),
  ...'CLF UYW'.split(' ').map((code) => [code, 4] as const),
]);

/** An amount in the smallest unit of its currency as people read it: 1250 EUR is "12.50 EUR", 1250 JPY is "1250 JPY". */
export function moneyText({ amountMinor, currency }: { readonly amountMinor: number; readonly currency: string }): string {
  const digits = DIGITS.get(currency) ?? 2;
  const text = String(Math.abs(amountMinor)).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  const fraction = text.slice(text.length - digits);
  return `${amountMinor < 0 ? '-' : ''}${whole}${digits > 0 ? `.${fraction}` : ''} ${currency}`;
}

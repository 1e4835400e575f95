/** No longer text is exactly a double. The limit also bounds the time for one text. */
const MAX_CHARACTERS = 1000;
const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,6}))?$/;

/**
 * The double of a decimal such as `-12.50` or `1.25e3`. Undefined when the double is written as another number because
 * it was rounded, when it is out of range, and when the text is not a decimal. So answers have the number that was
 * given. -0 is 0.
 */
export function exactNumber(text: string): number | undefined {
  const given = text.length > MAX_CHARACTERS ? undefined : digitsOf(text);
  if (given === undefined) return undefined;
  const number = Number(text);
  const kept = digitsOf(String(number));
  if (kept === undefined || kept.digits !== given.digits || kept.exponent !== given.exponent) return undefined;
  return number === 0 ? 0 : number;
}

/**
 * The number as digits without leading and trailing zeros, and an exponent of ten. All texts of a number have the same.
 */
function digitsOf(text: string): { readonly digits: string; readonly exponent: number } | undefined {
  const [found, , whole = '', fraction = '', power = '0'] = DECIMAL.exec(text) ?? [];
  if (found === undefined) return undefined;
  const all = `${whole}${fraction}`.replace(/^0+/, '');
  const digits = all.replace(/0+$/, '');
  return { digits, exponent: digits === '' ? 0 : Number(power) - fraction.length + all.length - digits.length };
}

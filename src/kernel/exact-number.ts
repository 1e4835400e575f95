/** Longer texts write no double exactly. It also bounds the time that one takes. */
const MAX_CHARACTERS = 1000;
const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,6}))?$/;

/**
 * The double that a decimal such as `-12.50` or `1.25e3` means, when what the double is written as says the same
 * number; undefined when it would be rounded, is out of range, or is no decimal. So a number goes out again as it came
 * in. -0 is 0.
 */
export function exactNumber(text: string): number | undefined {
  const given = text.length > MAX_CHARACTERS ? undefined : digitsOf(text);
  if (given === undefined) return undefined;
  const number = Number(text);
  const kept = digitsOf(String(number));
  if (kept === undefined || kept.digits !== given.digits || kept.exponent !== given.exponent) return undefined;
  return number === 0 ? 0 : number;
}

/** The number as digits without zeros around them, times ten to the exponent: the same for every text of one number. */
function digitsOf(text: string): { readonly digits: string; readonly exponent: number } | undefined {
  const [found, , whole = '', fraction = '', power = '0'] = DECIMAL.exec(text) ?? [];
  if (found === undefined) return undefined;
  const all = `${whole}${fraction}`.replace(/^0+/, '');
  const digits = all.replace(/0+$/, '');
  return { digits, exponent: digits === '' ? 0 : Number(power) - fraction.length + all.length - digits.length };
}

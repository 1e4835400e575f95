import { exactNumber } from '../../kernel/exact-number.js';
import type { NumberForm } from './codebook-parts.js';

/** Longer texts are not exact doubles. The limit also bounds the time for a cell. */
const MAX_CHARACTERS = 1000;

/**
 * The number in `text`, or a string with the reason why there is none. A number is an optional sign, digits (grouped by
 * threes where the form has a character for thousands), and optionally the decimal character and digits. Exponents,
 * other bases, other digits and numbers that would be rounded are refused.
 */
export function numberOf(text: string, form: NumberForm): number | string {
  if (text.length > MAX_CHARACTERS) return `is longer than the ${MAX_CHARACTERS} characters of a number`;
  const { thousands } = form;
  const [, sign = '', whole = '', fraction = ''] = grammarOf(form).exec(text) ?? [];
  const integer = (thousands === undefined ? whole : whole.replaceAll(thousands, '')).replace(/^0+(?=\d)/, '');
  if (integer === '' && fraction === '') return 'is not a number';
  const number = exactNumber(`${sign}${integer || '0'}.${fraction || '0'}`);
  return number ?? 'has more digits than a number can store exactly';
}

const grammars = new Map<string, RegExp>();

function grammarOf({ decimal, thousands }: NumberForm): RegExp {
  const key = `${decimal}${thousands ?? ''}`;
  const known = grammars.get(key);
  if (known !== undefined) return known;
  const digits = thousands === undefined ? String.raw`\d+` : String.raw`\d+|\d{1,3}(?:[${thousands}]\d{3})+`;
  const grammar = new RegExp(`^([+-]?)(${digits}|(?=[${decimal}]\\d))(?:[${decimal}](\\d+))?$`);
  grammars.set(key, grammar);
  return grammar;
}

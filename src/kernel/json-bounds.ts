import { DomainError } from './errors.js';

/** What a JSON text may hold: values and keys count, and how deep they are nested. */
export const JSON_LIMITS = { values: 60_000, depth: 60 } as const;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN = new Set([0x5b, 0x7b]);
const CLOSE = new Set([0x5d, 0x7d]);

/**
 * Throws LIMIT_EXCEEDED for a JSON text with more values or levels than a request may have. It reads the text once without making
 * anything of it: three bytes of text can be a value of sixty bytes, so it is too late to count after parsing.
 */
export function requireBoundedJson(text: string): void {
  let values = 0;
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) {
      index = endOfString(text, index);
    } else if (code === COMMA || code === COLON) {
      values += 1;
    } else if (OPEN.has(code)) {
      values += 1;
      depth += 1;
      if (depth > JSON_LIMITS.depth) throw tooMuch(`is nested more than ${JSON_LIMITS.depth} levels deep`);
    } else if (CLOSE.has(code)) {
      depth -= 1;
    }
    if (values > JSON_LIMITS.values) throw tooMuch(`has more than ${JSON_LIMITS.values} values and keys`);
  }
}

/** The index of the quote that ends the string that begins at `start`; of the text's end when there is none. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
}

function tooMuch(what: string): DomainError {
  return new DomainError('LIMIT_EXCEEDED', `The JSON ${what}.`);
}

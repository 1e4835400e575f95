import { INPUT_LIMITS, inputExceeds } from './input-size.js';

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPENING_BRACE = 0x7b;
const OPENERS = new Set([0x5b, OPENING_BRACE]);
const CLOSERS = new Set([0x5d, 0x7d]);
const BLANKS = new Set([0x20, 0x09, 0x0a, 0x0d]);

/**
 * The number of values of a JSON text. Throws LIMIT_EXCEEDED for one with more values, or deeper, than INPUT_LIMITS
 * allow. It is called before the
 * text is parsed, because the creation of hundreds of thousands of objects takes longer than the rest of a request.
 * Text that is not JSON is left to the parser.
 */
export function requireBoundedJson(text: string): number {
  let values = 1;
  let depth = 0;
  let wasOpener = false;
  /** Of each list and object that is open, by depth: how many fields it has so far, as far as it is an object. */
  const fields: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (BLANKS.has(code)) continue;
    if (code === QUOTE) at = endOfString(text, at);
    if (OPENERS.has(code)) {
      depth += 1;
      fields[depth] = code === OPENING_BRACE ? 1 : Number.NEGATIVE_INFINITY;
    }
    if (code === COMMA && (fields[depth] = (fields[depth] ?? 0) + 1) > INPUT_LIMITS.fields)
      throw inputExceeds('fields');
    if (CLOSERS.has(code)) depth -= 1;
    // A list or an object has one value more than it has commas, unless it is empty.
    if (code === COMMA || (wasOpener && !CLOSERS.has(code))) values += 1;
    wasOpener = OPENERS.has(code);
    if (depth > INPUT_LIMITS.depth) throw inputExceeds('depth');
    if (values > INPUT_LIMITS.values) throw inputExceeds('values');
  }
  return values;
}

/** Where the string that begins at `start` ends; the end of the text when it does not. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return end;
  }
  return text.length;
}

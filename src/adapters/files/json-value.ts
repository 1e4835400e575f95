import type { Token } from 'stream-json/core/parser.js';
import { clip } from '../../kernel/clip.js';
import { exactNumber } from '../../kernel/exact-number.js';

/**
 * The value of a JSON text, or the problem with it: a field given twice, a number that would be rounded, or more text
 * than a value may have.
 */
export type JsonItem = { readonly value: unknown } | { readonly problem: string };

interface JsonValueReader {
  /** Takes the next token; the value when the token ends it. */
  take(token: Token): JsonItem | undefined;
}

const MAX_DEPTH = 32;

/**
 * Reads values one after the other from their tokens. A value with a problem is read to its end and dropped, so the
 * next one is not affected. At most `maxCharacters` of it are held in memory. A number in a field of `textFields` is
 * returned as its text.
 */
export function createJsonValueReader(
  maxCharacters: number,
  textFields: ReadonlySet<string> = new Set(),
): JsonValueReader {
  interface Open {
    readonly items: unknown[];
    /** The fields of an object; undefined for an array. */
    readonly fields?: Map<string, unknown>;
    key: string;
  }
  let open: Open[] = [];
  let depth = 0;
  let size = 0;
  let text = '';
  let problem: string | undefined;

  const spoil = (reason: string) => {
    problem ??= reason;
    [open, text] = [[], ''];
  };
  const grow = (by: number) => {
    size += by;
    if (size > maxCharacters) spoil(`it has more than ${maxCharacters} characters`);
  };
  const begin = (fields: boolean) => {
    depth += 1;
    grow(10);
    if (depth > MAX_DEPTH) spoil(`it is nested deeper than ${MAX_DEPTH} levels`);
    if (problem === undefined) open.push({ items: [], key: '', ...(fields && { fields: new Map() }) });
  };
  const complete = (value: unknown): JsonItem | undefined => {
    if (depth === 0) {
      const item = problem === undefined ? { value } : { problem };
      [open, size, text, problem] = [[], 0, '', undefined];
      return item;
    }
    const parent = problem === undefined ? open.at(-1) : undefined;
    if (parent?.fields === undefined) parent?.items.push(value);
    else if (parent.fields.has(parent.key)) spoil(`it has the field ${JSON.stringify(clip(parent.key, 50))} twice`);
    else parent.fields.set(parent.key, value);
    return undefined;
  };
  const end = (): JsonItem | undefined => {
    depth -= 1;
    const closed = open.pop();
    // Object.fromEntries defines every field as the object's own, "__proto__" too.
    return complete(closed?.fields === undefined ? closed?.items : Object.fromEntries(closed.fields));
  };
  const takeText = (): string => {
    const taken = text;
    text = '';
    if (/\p{Surrogate}/u.test(taken)) spoil('it has half a character (a lone surrogate)');
    return taken;
  };
  const numberIn = (written: string): string | number => {
    const parent = open.at(-1);
    if (parent?.fields !== undefined && textFields.has(parent.key)) return written;
    const number = exactNumber(written);
    if (number === undefined && problem === undefined)
      spoil(`it has the number ${clip(written, 50)}, which would be rounded`);
    return number ?? 0;
  };

  return {
    take(token) {
      switch (token.name) {
        case 'startObject':
          return void begin(true);
        case 'startArray':
          return void begin(false);
        case 'endObject':
        case 'endArray':
          return end();
        case 'startKey':
        case 'startString':
        case 'startNumber':
          text = '';
          return grow(10) as undefined;
        case 'stringChunk':
        case 'numberChunk':
          grow(token.value.length);
          if (problem === undefined) text += token.value;
          return undefined;
        case 'endKey': {
          const [key, parent] = [takeText(), open.at(-1)];
          if (parent !== undefined) parent.key = key;
          return undefined;
        }
        case 'endString':
          return complete(takeText());
        case 'endNumber':
          return complete(numberIn(takeText()));
        case 'nullValue':
        case 'trueValue':
        case 'falseValue':
          grow(10);
          return complete(token.value);
        default:
          return undefined;
      }
    },
  };
}

import { isUtf8 } from 'node:buffer';

/**
 * Text that can be kept and go out again, in every format as it came in: the characters of XML 1.0. So without control
 * characters other than tab and line ends (PostgreSQL cannot store U+0000 either), without U+FFFE and U+FFFF, which are
 * no characters, and without half a pair of surrogates, which UTF-8 cannot write. JSON and GraphQL can escape all of
 * them, so a text that came as valid UTF-8 may still have them.
 */
// eslint-disable-next-line no-control-regex -- They are the characters meant.
const UNSTORABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Surrogate}]/u;

/** The message for a text that `isStorable` refuses. */
export const UNSTORABLE_TEXT_MESSAGE =
  'must not contain U+0000 or other control characters (except tab and line ends), U+FFFE, U+FFFF or an unpaired surrogate';

/** The first character of `text` that cannot be stored, as U+0001. Undefined when there is none. */
export function findUnstorableCharacter(text: string): string | undefined {
  const found = UNSTORABLE.exec(text)?.[0].codePointAt(0);
  return found === undefined ? undefined : `U+${found.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** The message for a text that `isWellFormed` refuses. */
export const UNPAIRED_SURROGATE_MESSAGE = 'must not contain an unpaired surrogate';

const HALF = /\p{Surrogate}/u;

/** Whether a text has no half pair of surrogates. */
export function isWellFormed(text: string): boolean {
  return !HALF.test(text);
}

/** Whether a text can be kept as it is. */
export function isStorable(text: string): boolean {
  return !UNSTORABLE.test(text);
}

interface Place {
  readonly value: unknown;
  readonly key: string;
  readonly above: Place | undefined;
}

/**
 * The path, such as `pages.0.title`, of the first text in a JSON value that cannot be stored. Keys are checked too.
 * Undefined when there is none. Not recursive, so the value may have any depth.
 */
export function findUnstorablePath(given: unknown): string | undefined {
  const waiting: Place[] = [{ value: given, key: '', above: undefined }];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const { value } = place;
    if (typeof value === 'string' && !isStorable(value)) return pathOf(place);
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, child] of Object.entries(value).reverse()) {
      if (!isStorable(key)) return pathOf(place);
      if (typeof child === 'string' ? !isStorable(child) : typeof child === 'object')
        waiting.push({ value: child, key, above: place });
    }
  }
  return undefined;
}

function pathOf(place: Place): string {
  const keys: string[] = [];
  for (let at: Place | undefined = place; at?.above !== undefined; at = at.above) keys.push(at.key);
  return keys.reverse().join('.');
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The text of UTF-8 bytes, without a byte order mark. Undefined when the bytes are not UTF-8: U+FFFD never replaces
 * invalid bytes.
 */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  return isUtf8(bytes) ? utf8.decode(bytes) : undefined;
}

/**
 * The text in unpadded base64url, as this gateway writes it; undefined for any other spelling, and for bytes that are
 * not UTF-8.
 */
export function decodeBase64Url(encoded: string): string | undefined {
  const bytes = Buffer.from(encoded, 'base64url');
  return bytes.toString('base64url') === encoded ? decodeUtf8(bytes) : undefined;
}

/**
 * Whether an index of trigrams finds a text that contains `part`: PostgreSQL makes trigrams of letters and digits that
 * follow one another. Which others than these count as letters depends on the database.
 */
export function hasTrigram(part: string): boolean {
  return /[a-z0-9]{3}/i.test(part);
}

/** A pattern for LIKE and ILIKE that finds `part` literally. */
export function likePattern(part: string): string {
  return `%${part.replace(/[\\%_]/g, (wild) => `\\${wild}`)}%`;
}

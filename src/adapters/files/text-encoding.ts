import { DomainError } from '../../kernel/errors.js';

/** The encoding that the first bytes of a file indicate. */
export interface FileEncoding {
  /** A label of the Encoding Standard, as TextDecoder names it. */
  readonly name: string;
  /** The length of the byte order mark, which is not part of the text. */
  readonly markBytes: number;
}

const MARKS: readonly { readonly name: string; readonly bytes: readonly number[] }[] = [
  { name: 'utf-32', bytes: [0xff, 0xfe, 0, 0] },
  { name: 'utf-32', bytes: [0, 0, 0xfe, 0xff] },
  { name: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { name: 'utf-16le', bytes: [0xff, 0xfe] },
  { name: 'utf-16be', bytes: [0xfe, 0xff] },
];

/**
 * The encoding of a file that begins with `start`: the declared one, else that of its byte order mark, else UTF-8. A
 * declared `utf-16` leaves the order of bytes to the mark. Throws BAD_INPUT for a label that is unknown, and for a mark
 * of another encoding.
 */
export function encodingOf(start: Uint8Array, declared: string | undefined): FileEncoding {
  const mark = MARKS.find(({ bytes }) => bytes.every((byte, index) => start[index] === byte));
  if (mark?.name === 'utf-32')
    throw new DomainError('BAD_INPUT', 'The file is UTF-32, which is not supported. Save it as UTF-8.');
  const name = declared === undefined ? (mark?.name ?? 'utf-8') : knownEncoding(declared);
  if (name === undefined)
    throw new DomainError(
      'BAD_INPUT',
      `csv.encoding: there is no encoding ${JSON.stringify(declared)}. Known ones are utf-8, utf-16le, windows-1252, shift_jis and the other labels of the Encoding Standard.`,
    );
  if (mark === undefined) return { name, markBytes: 0 };
  if (mark.name !== name && !(declared?.trim().toLowerCase() === 'utf-16' && mark.name === 'utf-16be'))
    throw new DomainError(
      'BAD_INPUT',
      `csv.encoding says ${declared}, but the file begins with the byte order mark of ${mark.name}.`,
    );
  return { name: mark.name, markBytes: mark.bytes.length };
}

/** The name of the encoding that `label` means, undefined when there is none. */
function knownEncoding(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}

/** The characters of windows-1252 at 0x80 to 0x9F. Some releases of Node decode these bytes as ISO 8859-1. */
const WINDOWS_1252 =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

/** A decoder that throws TypeError at bytes that are invalid in `encoding`. It never writes U+FFFD for them. */
export function strictDecoder(encoding: string): (bytes?: Uint8Array) => string {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  const decode = (bytes?: Uint8Array) =>
    bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
  if (encoding !== 'windows-1252') return decode;

  return (bytes) =>
    decode(bytes).replace(/[\u0080-\u009f]/g, (character) => WINDOWS_1252[character.charCodeAt(0) - 0x80] as string);
}

import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { DomainError } from '../../kernel/errors.js';
import { encodingOf, strictDecoder, type FileEncoding } from './text-encoding.js';

const CHUNK_BYTES = 65_536;

/** The encoding of a file, from its declared encoding and its first bytes. Throws as encodingOf does. */
export async function fileEncoding(file: string, declared?: string): Promise<FileEncoding> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return encodingOf(buffer.subarray(0, bytesRead), declared);
  } finally {
    await handle.close();
  }
}

/**
 * The text of a file in chunks, without its byte order mark. `onBytes` is called with the size of each chunk. Throws
 * BAD_INPUT with line and byte when the bytes are invalid in the encoding, so no character is ever replaced.
 */
export async function* textChunks(
  file: string,
  declared?: string,
  onBytes: (count: number) => void = () => undefined,
): AsyncGenerator<string> {
  const encoding = await fileEncoding(file, declared);
  const decode = strictDecoder(encoding.name);
  onBytes(encoding.markBytes);
  try {
    for await (const chunk of bytesOf(file, encoding)) {
      onBytes(chunk.length);
      yield decoded(() => decode(chunk));
    }
    yield decoded(() => decode());
  } catch (error) {
    if (!(error instanceof Undecodable)) throw error;
    const { line, byte } = await placeOfFault(file, encoding);
    throw new DomainError('BAD_INPUT', `line ${line}, byte ${byte}: this is not ${encoding.name}.`, {
      notOfItsEncoding: true,
    });
  }
}

class Undecodable extends Error {}

function decoded(decode: () => string): string {
  try {
    return decode();
  } catch (error) {
    throw new Undecodable(undefined, { cause: error });
  }
}

const bytesOf = (file: string, { markBytes }: FileEncoding) =>
  createReadStream(file, { start: markBytes, highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>;

/** Reads again, byte by byte, up to the first character that cannot be decoded. Lines and bytes count from 1. */
async function placeOfFault(
  file: string,
  encoding: FileEncoding,
): Promise<{ readonly line: number; readonly byte: number }> {
  const decode = strictDecoder(encoding.name);
  let [line, byte, start, last] = [1, encoding.markBytes, encoding.markBytes + 1, ''];
  const one = Buffer.alloc(1);
  for await (const chunk of bytesOf(file, encoding)) {
    for (const value of chunk) {
      byte += 1;
      one[0] = value;
      try {
        const text = decode(one);
        if (text === '') continue;
        start = byte + 1;
        if (text === '\n' ? last !== '\r' : text === '\r') line += 1;
        last = text;
      } catch {
        return { line, byte: start };
      }
    }
  }
  return { line, byte: start };
}

/** The error with the file's name before its message. Other errors than DomainError stay as they are. */
export function withFileName(file: string, error: unknown): unknown {
  return error instanceof DomainError
    ? new DomainError(error.code, `${path.basename(file)}: ${error.message}`, error.details)
    : error;
}

import { createReadStream } from 'node:fs';
import path from 'node:path';
import { DomainError } from '../../kernel/errors.js';
import StreamArray from 'stream-json/streamers/stream-array.js';

/** The items of a JSON file that is one array, streamed. `onBytes` hears of each chunk read. Throws when it cannot be read, and BAD_INPUT when it is no array. */
export async function* jsonRows(file: string, onBytes: (count: number) => void = () => undefined): AsyncGenerator<unknown> {
  const source = createReadStream(file);
  source.on('data', (chunk) => onBytes(chunk.length));
  const items = source.pipe(StreamArray.withParserAsStream());
  let unreadable: Error | undefined;
  source.on('error', (error) => items.destroy((unreadable = error)));
  try {
    for await (const { value } of items as AsyncIterable<{ value: unknown }>) yield value;
  } catch (error) {
    if (unreadable !== undefined) throw unreadable;
    throw new DomainError('BAD_INPUT', `${path.basename(file)} is no JSON array: ${(error as Error).message}`);
  } finally {
    source.destroy();
  }
}

import { createReadStream } from 'node:fs';
import StreamArray from 'stream-json/streamers/stream-array.js';

/** The items of a JSON file that is one array, streamed. `onBytes` hears of each chunk read. Throws when it cannot be read or is no array. */
export async function* jsonRows(file: string, onBytes: (count: number) => void = () => undefined): AsyncGenerator<unknown> {
  const source = createReadStream(file);
  source.on('data', (chunk) => onBytes(chunk.length));
  const items = source.pipe(StreamArray.withParserAsStream());
  source.on('error', (error) => items.destroy(error));
  try {
    for await (const { value } of items as AsyncIterable<{ value: unknown }>) yield value;
  } finally {
    source.destroy();
  }
}

import type { StreamedMessage } from './operation.js';

/** A source's items as the messages of an event stream. It begins with the first item asked for, and ends with its source. */
export async function* streamed<T>(
  source: AsyncIterable<T>,
  messageOf: (item: T) => StreamedMessage,
): AsyncGenerator<StreamedMessage, void> {
  for await (const item of source) yield messageOf(item);
}

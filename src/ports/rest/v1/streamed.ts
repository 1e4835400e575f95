import type { StreamedMessage } from './operation.js';

/**
 * The items of a source as messages of an event stream. It starts when the first item is requested, and ends with its
 * source.
 */
export async function* streamed<T>(
  source: AsyncIterable<T>,
  messageOf: (item: T) => StreamedMessage,
): AsyncGenerator<StreamedMessage, void> {
  for await (const item of source) yield messageOf(item);
}

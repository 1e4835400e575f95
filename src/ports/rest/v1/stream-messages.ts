import type { EventSource } from '../../../contracts/event-source.js';
import type { StreamedMessage } from './operation.js';

/** Ends the source when `signal` aborts, also while it waits for an event. Returns the source. */
export function endOnAbort<T>(signal: AbortSignal, source: EventSource<T>): EventSource<T> {
  const end = () => void source.return();
  if (signal.aborted) end();
  else signal.addEventListener('abort', end);
  return source;
}

/**
 * The items of a source as messages of an event stream. The source starts when the first item is requested. The stream
 * ends with its source.
 */
export async function* streamMessages<T>(
  source: AsyncIterable<T>,
  messageOf: (item: T) => StreamedMessage,
): AsyncGenerator<StreamedMessage, void> {
  for await (const item of source) yield messageOf(item);
}

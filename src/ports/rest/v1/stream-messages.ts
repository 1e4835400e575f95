import type { EventSource } from '../../../contracts/event-source.js';
import type { StreamedMessage } from './operation.js';

/** The source, which ends when `signal` aborts, also while an event is waited for. */
export function endOnAbort<T>(signal: AbortSignal, source: EventSource<T>): EventSource<T> {
  const end = () => void source.return();
  if (signal.aborted) end();
  else signal.addEventListener('abort', end);
  return source;
}

/**
 * The items of a source as messages of an event stream. It starts when the first item is requested, and ends with its
 * source.
 */
export async function* streamMessages<T>(
  source: AsyncIterable<T>,
  messageOf: (item: T) => StreamedMessage,
): AsyncGenerator<StreamedMessage, void> {
  for await (const item of source) yield messageOf(item);
}

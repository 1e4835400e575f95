import { LabError } from './lab-error.js';
import { chunkBytes, utf8Bytes } from './http-bytes.js';
import type { StreamMessage } from './message-queue.js';

/** A block of an event stream: an event, or (data undefined) a comment that keeps the line alive. */
export interface SseBlock extends StreamMessage {
  /** On the wire: the gateway writes each block as a chunk. */
  readonly bytes: number;
}

/** Reads text/event-stream (UTF-8, LF) block by block, until it ends or its request is aborted. */
export async function* sseBlocks(body: ReadableStream<Uint8Array>): AsyncGenerator<SseBlock> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += decoder.decode(value, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const block = text.slice(0, end + 2);
      text = text.slice(end + 2);
      yield { ...parseBlock(block), bytes: chunkBytes(utf8Bytes(block)) };
    }
  }
}

function parseBlock(block: string): StreamMessage {
  const values = (field: string) =>
    block
      .split('\n')
      .filter((line) => line.startsWith(`${field}:`))
      .map((line) => line.slice(field.length + 1).replace(/^ /, ''));
  const data = values('data');
  try {
    return { id: values('id').at(-1), data: data.length === 0 ? undefined : (JSON.parse(data.join('\n')) as unknown) };
  } catch {
    throw new LabError(`An event is not JSON: ${data.join(' ').slice(0, 200)}`);
  }
}

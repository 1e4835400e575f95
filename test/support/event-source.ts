import { until } from './until.js';

/** A message of an event stream, as it came. */
export interface StreamMessage {
  readonly id: string;
  readonly event: string;
  /** Any: tests read messages by path. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly data: any;
}

/** An event stream being read. */
export interface OpenStream {
  readonly status: number;
  readonly headers: Headers;
  readonly messages: readonly StreamMessage[];
  /** Everything that came, comments and retry included. */
  text(): string;
  /** Resolves when the server has ended it, rejects when it was cut. */
  readonly ended: Promise<void>;
  /** Resolves to the first message that fits, once it has come. */
  waitFor(what: string, fits: (message: StreamMessage) => boolean): Promise<StreamMessage>;
  /** Goes away, as a client that closes its connection. */
  leave(): void;
}

/**
 * Opens an event stream of REST v1 and reads it; resolves once the server has answered that it begins. Throws for any
 * other answer.
 */
export async function openStream(
  url: string,
  path: string,
  token?: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<OpenStream> {
  const gone = new AbortController();
  const response = await fetch(`${url}/api/v1${path}`, {
    signal: gone.signal,
    headers: { accept: 'text/event-stream', ...(token && { authorization: `Bearer ${token}` }), ...headers },
  });
  if (response.status !== 200 || response.body === null)
    throw new Error(`Answered ${response.status}: ${await response.text()}`);
  const messages: StreamMessage[] = [];
  let text = '';
  const { body } = response;
  const ended = (async () => {
    const decoder = new TextDecoder();
    let pending = '';
    for await (const chunk of body) {
      const piece = decoder.decode(chunk as Uint8Array, { stream: true });
      text += piece;
      const blocks = (pending + piece).split('\n\n');
      pending = blocks.pop() ?? '';
      messages.push(...blocks.flatMap(messageOf));
    }
  })();
  ended.catch(() => undefined);
  return {
    status: response.status,
    headers: response.headers,
    messages,
    ended,
    text: () => text,
    async waitFor(what, fits) {
      await until(what, () => messages.some(fits));
      return messages.find(fits) as StreamMessage;
    },
    leave: () => gone.abort(),
  };
}

function messageOf(block: string): StreamMessage[] {
  const value = (field: string) =>
    block
      .split('\n')
      .find((line) => line.startsWith(`${field}: `))
      ?.slice(field.length + 2);
  const [id, event, data] = [value('id'), value('event'), value('data')];
  return id === undefined || event === undefined || data === undefined ? [] : [{ id, event, data: JSON.parse(data) }];
}

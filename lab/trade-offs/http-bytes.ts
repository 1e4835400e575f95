/**
 * Sizes of HTTP/1.1 messages and WebSocket frames as they are on the wire (RFC 9112, RFC 6455). A fetch shows every
 * header of a same-origin answer but Set-Cookie, which this gateway does not send; names and values are one byte per
 * character.
 */
const CRLF = 2;

/** The status line, the header fields and the empty line behind them. */
export function responseHeadBytes({
  status,
  statusText,
  headers,
}: Pick<Response, 'status' | 'statusText' | 'headers'>): number {
  return `HTTP/1.1 ${status} ${statusText}`.length + CRLF + fieldBytes(headers) + CRLF;
}

/**
 * The bytes of the request line, these header fields, `Host` and the empty line. Headers that a client adds by itself
 * are not included.
 */
export function requestHeadBytes(method: string, url: URL, headers: Iterable<readonly [string, string]>): number {
  return (
    `${method} ${url.pathname}${url.search} HTTP/1.1`.length +
    CRLF +
    fieldBytes([['host', url.host], ...headers]) +
    CRLF
  );
}

/** One chunk of a chunked body: its size in hexadecimal, the data, and two line ends. */
export function chunkBytes(length: number): number {
  return length.toString(16).length + CRLF + length + CRLF;
}

/** One unfragmented frame; a client masks its own with four bytes more. */
export function frameBytes(payload: number, isMasked: boolean): number {
  const length = payload < 126 ? 0 : payload < 65_536 ? 2 : 8;
  return 2 + length + (isMasked ? 4 : 0) + payload;
}

/** Bytes of a text as UTF-8. */
export function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).byteLength;
}

function fieldBytes(headers: Iterable<readonly [string, string]>): number {
  let bytes = 0;
  for (const [name, value] of headers) bytes += name.length + ': '.length + value.length + CRLF;
  return bytes;
}

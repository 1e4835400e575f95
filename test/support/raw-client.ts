import { connect, type Socket } from 'node:net';
import { until } from './until.js';

/** A connection whose every byte is the test's own: what it sent and what it received. */
export interface RawClient {
  readonly socket: Socket;
  readonly sent: number;
  readonly received: number;
  send(bytes: string): void;
  /**
   * Sends a request and resolves to its answer, headers included, once the answer is whole (by its Content-Length, or
   * as having no body).
   */
  exchange(bytes: string): Promise<string>;
  /** Everything received since the last answer, once it has `text` in it. */
  receives(text: string): Promise<string>;
  close(): Promise<void>;
}

/** Connects to `url`. */
export async function rawClient(url: string): Promise<RawClient> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let sent = 0;
  let received = 0;
  let pending = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    received += chunk.length;
    pending += chunk;
  });
  socket.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  const client: RawClient = {
    socket,
    get sent() {
      return sent;
    },
    get received() {
      return received;
    },
    send(bytes) {
      sent += Buffer.byteLength(bytes);
      socket.write(bytes);
    },
    async exchange(bytes) {
      client.send(bytes);
      await until('the answer is whole', () => wholeAnswer(pending));
      const answer = pending;
      pending = '';
      return answer;
    },
    async receives(text) {
      await until(`${text} is received`, () => pending.includes(text));
      const answer = pending;
      pending = '';
      return answer;
    },
    async close() {
      if (socket.closed) return;
      const closed = new Promise((resolve) => socket.once('close', resolve));
      socket.destroy();
      await closed;
    },
  };
  return client;
}

function wholeAnswer(text: string): boolean {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const length = Number(/^content-length: (\d+)/im.exec(text.slice(0, end))?.[1] ?? 0);
  return /^HTTP\/1.1 304/.test(text) || text.length === end + 4 + length;
}

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { addressKey } from './client-key.js';
import { HEAD_LIMITS } from './limits.js';

interface HeadLimits {
  /** The longest head, and the bytes of all incomplete heads together. */
  readonly bytes: number;
  readonly unfinishedBytes: number;
}

/** A connection without an open request. The bytes read since its last request begin the head of the next one. */
interface Waiting {
  readonly client: string;
  /** The socket's `bytesRead` when its last request ended. */
  readonly since: number;
}

/** Counts the bytes of incomplete heads (request line and headers) that connections hold. */
interface UnfinishedHeads {
  /** The head of an upgrade request is complete. Its connection sends no further requests. */
  upgraded(socket: Socket): void;
  /** Ends connections until the bound is not exceeded. Returns the remaining bytes. */
  look(): number;
}

/**
 * Bounds the incomplete heads of all connections together. Nothing else counts them, because a request exists only
 * after its head is complete. While they have more than `limits.unfinishedBytes`, connections are ended: first those of
 * the address that holds most, the largest first.
 */
export function boundUnfinishedHeads(server: Server, limits: HeadLimits = HEAD_LIMITS): UnfinishedHeads {
  const waiting = new Map<Socket, Waiting>();
  const open = new WeakMap<Socket, number>();
  const wait = (socket: Socket) =>
    void waiting.set(socket, { client: addressKey(socket.remoteAddress), since: socket.bytesRead });

  server.prependListener('connection', (socket: Socket) => {
    wait(socket);
    socket.once('close', () => waiting.delete(socket));
  });
  server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    waiting.delete(socket);
    open.set(socket, (open.get(socket) ?? 0) + 1);
    response.once('close', () => {
      const left = (open.get(socket) ?? 1) - 1;
      open.set(socket, left);
      if (left === 0 && !socket.destroyed) wait(socket);
    });
  });

  return {
    upgraded: (socket) => void waiting.delete(socket),
    look() {
      const heads: { readonly socket: Socket; readonly client: string; readonly bytes: number }[] = [];
      const byClient = new Map<string, number>();
      let total = 0;
      for (const [socket, { client, since }] of waiting) {
        // The parser refuses a longer head. Bytes after that belong to a body that came without a request.
        const bytes = Math.min(socket.bytesRead - since, limits.bytes);
        if (bytes <= 0) continue;
        heads.push({ socket, client, bytes });
        byClient.set(client, (byClient.get(client) ?? 0) + bytes);
        total += bytes;
      }
      if (total <= limits.unfinishedBytes) return total;
      heads.sort((a, b) => (byClient.get(b.client) ?? 0) - (byClient.get(a.client) ?? 0) || b.bytes - a.bytes);
      for (const { socket, bytes } of heads) {
        if (total <= limits.unfinishedBytes) break;
        socket.destroy();
        total -= bytes;
      }
      return total;
    },
  };
}

/**
 * The memory that a request's head counts for: its text, and two strings and two entries for each header. An ordinary
 * head counts nothing, so that small requests are answered while the budget is used up.
 */
export function headMemory({ rawHeaders, url = '' }: IncomingMessage): number {
  let characters = url.length;
  for (const text of rawHeaders) characters += text.length;
  const bytes = 2 * characters + (rawHeaders.length / 2) * HEAD_LIMITS.memoryPerField;
  return bytes > HEAD_LIMITS.freeMemory ? bytes : 0;
}

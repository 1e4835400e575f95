import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { IsProxy } from '../../config/trusted-proxies.mjs';
import { addressKey } from './client-key.js';
import { MAX_PIPELINED } from './limits.js';
import type { Slots } from './slots.js';

/**
 * Ends connections beyond `slots`, by address and in all, before anything is read from them, and those that send many
 * requests without waiting for answers: Node takes up all of them at once. Such a client gets no answer: writing one
 * would cost what the bound saves. All of a proxy's clients come over its own connections, so that those count in all
 * only.
 */
export function boundConnections(server: Server, slots: Slots, isProxy: IsProxy): void {
  let proxied = 0;
  server.prependListener('connection', (socket: Socket) => {
    const key = isProxy(socket.remoteAddress) ? `proxied ${(proxied += 1)}` : addressKey(socket.remoteAddress);
    const release = slots.take(key);
    if (release === undefined) socket.destroy();
    else socket.once('close', release);
  });
  boundPipelining(server);
}

/** Wraps `emit`, since a listener cannot keep the others from being called: what is refused here is never taken up. */
function boundPipelining(server: Server): void {
  const unanswered = new WeakMap<Socket, number>();
  const emit = server.emit.bind(server) as (name: string | symbol, ...event: unknown[]) => boolean;
  server.emit = (name: string | symbol, ...event: unknown[]) => {
    if (name !== 'request') return emit(name, ...event);
    const [{ socket }, response] = event as [IncomingMessage, ServerResponse];
    const count = (unanswered.get(socket) ?? 0) + 1;
    if (socket.destroyed || count > MAX_PIPELINED) {
      socket.destroy();
      return true;
    }
    unanswered.set(socket, count);
    // Each bound listens for the end of an answer, and streams do too: more than the ten of which Node begins to warn.
    response.setMaxListeners(30);
    response.once('close', () => unanswered.set(socket, (unanswered.get(socket) ?? 1) - 1));
    return emit(name, ...event);
  };
}

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { IsProxy } from '../../config/trusted-proxies.mjs';
import { addressKey } from './client-key.js';
import { MAX_PIPELINED } from './limits.js';
import type { Slots } from './slots.js';

/**
 * Ends connections that exceed `slots`, by address and in all, before anything is read from them. Ends connections that
 * send many requests without waiting for answers, because Node starts all of them at once. Such a client gets no
 * answer: writing one would cost what the bound saves. A proxy's connections count only in all, because they carry many
 * clients.
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

/** Wraps `emit`, because a listener cannot stop the other listeners. A refused request reaches none of them. */
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
    // Each bound and each stream listens for the end of an answer. These are more than ten, at which Node would warn.
    response.setMaxListeners(30);
    response.once('close', () => unanswered.set(socket, (unanswered.get(socket) ?? 1) - 1));
    return emit(name, ...event);
  };
}

import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { addressKey } from './client-key.js';
import type { Slots } from './slots.js';

/**
 * Ends connections beyond `slots`, by address and in all, before anything is read from them. A client that may not connect gets
 * no answer: writing one would cost what the bound saves.
 */
export function boundConnections(server: Server, slots: Slots): void {
  server.prependListener('connection', (socket: Socket) => {
    const release = slots.take(addressKey(socket.remoteAddress));
    if (release === undefined) socket.destroy();
    else socket.once('close', release);
  });
}

import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Ends the connection of a request for an upgrade once it has been answered otherwise. Node has given it out of its
 * hands, so nobody else ends it: it would stay for ever, and a server that closes would wait for it.
 */
export function endRefusedUpgrade({ headers, socket }: IncomingMessage, response: ServerResponse): void {
  if (headers.upgrade === undefined) return;
  response.once('finish', () => socket.destroySoon());
}

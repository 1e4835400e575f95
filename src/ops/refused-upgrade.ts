import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Closes the connection of an upgrade request that was answered with another response. Node no longer manages such a
 * connection, so it would stay open, and the server could not close.
 */
export function endRefusedUpgrade({ headers, socket }: IncomingMessage, response: ServerResponse): void {
  if (headers.upgrade === undefined) return;
  response.once('finish', () => socket.destroySoon());
}

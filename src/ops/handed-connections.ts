import { once } from 'node:events';
import { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { GatewayMessage, KeeperMessage } from './processes/gateway-message.js';

/** The channel to the process that runs this one beside other gateways. */
export interface KeeperChannel {
  on(event: 'message', listener: (message: unknown, handle: unknown) => void): unknown;
  readonly connected?: boolean;
  send?(message: GatewayMessage): unknown;
}

/**
 * Serves the connections that the keeper hands over, like those that arrive at the server's own port: with the client's
 * address, and all bounds of the server. Call it before the server listens. Each connection is acknowledged, so that
 * the keeper gives none to a process that does not answer. `app.close()` says that the server is leaving, and waits for
 * these connections too.
 */
export function takeHandedConnections(app: FastifyInstance, keeper: KeeperChannel): void {
  const open = new Set<Socket>();
  const tell = (message: GatewayMessage) => void (keeper.connected === true && keeper.send?.(message));

  keeper.on('message', (message, handle) => {
    if ((message as Partial<KeeperMessage> | null)?.type !== 'connection') return;
    tell({ type: 'taken' });
    // The client may have gone meanwhile; then there is no handle.
    if (!(handle instanceof Socket)) return;
    open.add(handle);
    handle.once('close', () => open.delete(handle));
    // As Node's HTTP server has it for its own connections.
    handle.setNoDelay(true);
    handle.allowHalfOpen = true;
    app.server.emit('connection', handle);
  });
  app.addHook('preClose', async () => tell({ type: 'leaving' }));
  // The server waits only for connections that it has accepted itself.
  app.addHook('onClose', async () => {
    await Promise.all([...open].map((socket) => once(socket, 'close')));
  });
}

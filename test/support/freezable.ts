import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/**
 * A way to a server that can swallow everything, as a stopped server or a broken network does: connections are taken,
 * and nothing is said on them.
 */
export interface Freezable {
  readonly port: number;
  freeze(): void;
  /** Passes on what has waited, and what comes. */
  thaw(): void;
  stop(): Promise<void>;
}

/** Listens on the loopback at once, and passes everything on to the server at `host` and `port`. */
export async function createFreezable(host: string, port: number): Promise<Freezable> {
  const sockets = new Set<Socket>();
  const waiting = new Set<() => void>();
  let frozen = false;
  const pass = (from: Socket, to: Socket) => {
    from.on('data', (chunk) => {
      if (frozen) waiting.add(() => to.write(chunk));
      else to.write(chunk);
    });
    from.on('error', () => undefined);
    from.on('close', () => {
      sockets.delete(from);
      if (frozen) waiting.add(() => to.end());
      else to.destroy();
    });
    sockets.add(from);
  };
  const server = createServer((client) => {
    const upstream = connect(port, host);
    pass(client, upstream);
    pass(upstream, client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    freeze: () => void (frozen = true),
    thaw() {
      frozen = false;
      for (const passOn of [...waiting]) passOn();
      waiting.clear();
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

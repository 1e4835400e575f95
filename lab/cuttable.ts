import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A proxy to a server, on a port of its own, that can be cut. */
export interface Cuttable {
  readonly port: number;
  /** Ends every connection and accepts no new ones. */
  cut(): Promise<void>;
  /** Keeps every connection and accepts new ones, but forwards nothing until it is cut. */
  hang(): void;
  /** Accepts connections again, on the same port. */
  restore(): Promise<void>;
  /** Cuts permanently. Harmless when it is cut already. */
  stop(): Promise<void>;
}

/** Listens on the loopback interface at once, and forwards everything to the server at `host` and `port`. */
export async function createCuttable(host: string, port: number): Promise<Cuttable> {
  const sockets = new Set<Socket>();
  let hanging = false;
  const server = createServer((client) => {
    const upstream = connect(port, host);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      if (!hanging) from.pipe(to);
    }
  });
  async function listen(onPort: number): Promise<void> {
    server.listen(onPort, '127.0.0.1');
    await once(server, 'listening');
  }
  async function cut(): Promise<void> {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
    hanging = false;
  }
  function hang(): void {
    hanging = true;
    for (const socket of sockets) socket.unpipe().pause();
  }
  await listen(0);
  const { port: own } = server.address() as AddressInfo;
  return { port: own, cut, hang, restore: () => listen(own), stop: async () => (server.listening ? cut() : undefined) };
}

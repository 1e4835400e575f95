import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** PostgreSQL's SSLRequest has eight bytes; every startup message is longer. */
const SSL_REQUEST_BYTES = 8;

/**
 * A way to a PostgreSQL server that is alive and busy: it answers whether it speaks TLS at once, and begins each session
 * `afterMs` late.
 */
export async function createSlowGreeting(host: string, port: number, afterMs: number) {
  const sockets = new Set<Socket>();
  const timers = new Set<NodeJS.Timeout>();
  const server = createServer((client) => {
    const upstream = connect(port, host);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => undefined);
      from.on('close', () => (sockets.delete(from), to.destroy()));
    }
    client.once('data', (first) => {
      const pass = () => {
        upstream.write(first);
        client.pipe(upstream);
        upstream.pipe(client);
      };
      if (first.length === SSL_REQUEST_BYTES) return pass();
      client.pause();
      timers.add(setTimeout(pass, afterMs));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async stop(): Promise<void> {
      for (const timer of timers) clearTimeout(timer);
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

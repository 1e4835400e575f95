import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a server on this machine's loopback that can be cut as if the client had died. */
export interface CuttableWay {
  /** The server's address by this way. */
  readonly url: string;
  /** Ends every connection at once and takes no more. Harmless when done twice. */
  cut(): Promise<void>;
}

/** undefined when the address is not one plain host and port (a list of hosts, DNS seed list, TLS): a relay could not stand in between. */
export async function openCuttableWay(url: string): Promise<CuttableWay | undefined> {
  if (!URL.canParse(url) || /^mongodb\+srv:|[?&](tls|ssl|sslmode)=/.test(url)) return undefined;
  const way = new URL(url);
  const { hostname } = way;
  const port = Number(way.port || (way.protocol === 'mongodb:' ? 27_017 : 5_432));
  if (hostname === '') return undefined;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(port, hostname.replace(/^\[|\]$/g, ''));
    for (const [from, to] of [[client, upstream], [upstream, client]] as const) {
      sockets.add(from);
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  way.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: way.href,
    async cut() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

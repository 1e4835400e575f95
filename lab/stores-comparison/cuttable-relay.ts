import { createCuttable } from '../cuttable.js';

/** A relay to a server on the loopback interface. Its connections can be cut as if the client had died. */
interface CuttableRelay {
  /** The address of the relay. */
  readonly url: string;
  /** Ends every connection at once and accepts no more. It may be called twice. */
  cut(): Promise<void>;
}

/**
 * Undefined when the address is not one plain host and port (a list of hosts, a DNS seed list, TLS): then a relay is
 * not possible.
 */
export async function openCuttableRelay(url: string): Promise<CuttableRelay | undefined> {
  if (!URL.canParse(url) || /^mongodb\+srv:|[?&](tls|ssl|sslmode)=/.test(url)) return undefined;
  const way = new URL(url);
  const { hostname } = way;
  const port = Number(way.port || (way.protocol === 'mongodb:' ? 27_017 : 5_432));
  if (hostname === '') return undefined;
  const { port: own, stop } = await createCuttable(hostname.replace(/^\[|\]$/g, ''), port);
  way.host = `127.0.0.1:${own}`;
  return { url: way.href, cut: stop };
}

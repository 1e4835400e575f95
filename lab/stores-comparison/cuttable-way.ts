import { createCuttable } from '../cuttable.js';

/** A way to a server on this machine's loopback that can be cut as if the client had died. */
export interface CuttableWay {
  /** The server's address by this way. */
  readonly url: string;
  /** Ends every connection at once and takes no more. Harmless when done twice. */
  cut(): Promise<void>;
}

/**
 * undefined when the address is not one plain host and port (a list of hosts, DNS seed list, TLS): a relay could not
 * stand in between.
 */
export async function openCuttableWay(url: string): Promise<CuttableWay | undefined> {
  if (!URL.canParse(url) || /^mongodb\+srv:|[?&](tls|ssl|sslmode)=/.test(url)) return undefined;
  const way = new URL(url);
  const { hostname } = way;
  const port = Number(way.port || (way.protocol === 'mongodb:' ? 27_017 : 5_432));
  if (hostname === '') return undefined;
  const { port: own, stop } = await createCuttable(hostname.replace(/^\[|\]$/g, ''), port);
  way.host = `127.0.0.1:${own}`;
  return { url: way.href, cut: stop };
}

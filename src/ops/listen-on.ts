import type { AddressInfo } from 'node:net';
import { ConfigurationError } from '../config/configuration-error.js';

/** Where to listen. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
  readonly portIsExplicit: boolean;
}

/** How many ports after the default one are tried. */
const NEXT_PORTS = 20;

/**
 * Listens by `listenAt`. A taken port that the user named is a ConfigurationError; a default one that is taken gives
 * way to the next free one, so two checkouts can run side by side.
 */
export async function listenOn(http: ListenAddress, listenAt: (port: number) => Promise<unknown>): Promise<void> {
  const last = http.portIsExplicit ? http.port : http.port + NEXT_PORTS;
  for (let port = http.port; ; port += 1) {
    try {
      await listenAt(port);
      return;
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (code === 'EACCES')
        throw new ConfigurationError(
          `This user may not listen on port ${http.port}. Choose a port above 1023: PORT=4000 npm start`,
        );
      if (['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN'].includes(code))
        throw new ConfigurationError(
          `HOST=${http.host} is not an address of this machine (${code}). Set HOST to one that is.`,
        );
      if (code !== 'EADDRINUSE') throw error;
      if (port >= last)
        throw new ConfigurationError(
          `Port ${http.port} on ${http.host} is in use. Stop the process that uses it, or choose another port: PORT=${http.port < 65_535 ? http.port + 1 : http.port - 1} npm start`,
        );
    }
  }
}

/** The URL of a server that listens at this address. Throws when it does not listen. */
export function urlOf(address: AddressInfo | string | null): string {
  if (typeof address !== 'object' || address === null) throw new Error('The gateway does not listen yet');
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${['127.0.0.1', '0.0.0.0', '[::]'].includes(host) ? 'localhost' : host}:${address.port}`;
}

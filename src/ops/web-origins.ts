import { isIP } from 'node:net';
import { isWebOrigin } from '../kernel/web-origin.mjs';
import { unmapped } from './ip-address.js';

/**
 * Vocabulary. An *origin* is the scheme, host and port of the page that asks, as browsers put it into the Origin
 * header. A *host* is the name under which the gateway was asked, as the Host header has it.
 */
export interface WebOrigins {
  /** Whether pages of any other origin may read answers: then every answer depends on who asks. */
  readonly areShared: boolean;
  /** Whether pages of this origin may read what the gateway answers. */
  allows(origin: string): boolean;
  /** As `allows`, or the page comes from the very host that is asked: the gateway's own pages. */
  allowsFor(host: string | undefined, origin: string): boolean;
  /** Whether the gateway answers under this name. `localAddress` is where the connection arrived. */
  answersAs(host: string | undefined, localAddress: string | undefined): boolean;
}

interface WebOriginsConfig {
  readonly mode: 'development' | 'test' | 'production';
  /** HOST: the address on which the gateway listens. */
  readonly listensOn: string;
  /** CORS_ORIGINS: each as browsers write it. */
  readonly corsOrigins: readonly string[];
}

/**
 * In production the listed origins alone, and any host: a proxy has chosen it. In development and tests every origin of
 * this machine besides, and only hosts of this machine. A page from elsewhere can make its own name lead to this
 * machine (DNS rebinding): the browser then takes the gateway for that page's own server, but still says under which
 * name it asks.
 */
export function createWebOrigins({ mode, listensOn, corsOrigins }: WebOriginsConfig): WebOrigins {
  const listed = new Set(corsOrigins);
  const isLocal = mode !== 'production';
  const allows = (origin: string) => listed.has(origin) || (isLocal && isLocalOrigin(origin));
  return {
    areShared: isLocal || listed.size > 0,
    allows,
    allowsFor: (host, origin) => allows(origin) || isOriginOf(host, origin),
    answersAs(host, localAddress) {
      if (!isLocal) return true;
      const name = hostNameOf(host);
      if (name === undefined) return false;
      if (isLoopback(name) || name === hostNameOf(authorityOf(listensOn))) return true;
      // An address is no name: nobody can make it lead elsewhere. It counts where the owner lets the gateway listen
      // beyond this machine.
      return !isLoopback(listensOn) && isIP(name) !== 0 && name === unmapped(localAddress ?? '');
    },
  };
}

function isLocalOrigin(origin: string): boolean {
  if (!isWebOrigin(origin)) return false;
  const { hostname } = new URL(origin);
  const name = hostname.replace(/^\[(.*)\]$/, '$1');
  // Browsers lead every name below localhost to this machine, and ask nobody else about it (RFC 6761).
  return isLoopback(name) || name.endsWith('.localhost');
}

function isLoopback(name: string): boolean {
  return name === 'localhost' || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}

function isOriginOf(host: string | undefined, origin: string): boolean {
  if (host === undefined || !isWebOrigin(origin)) return false;
  const { protocol, host: asking } = new URL(origin);
  // Behind a proxy the gateway does not know the scheme; the default port of the page's scheme goes without saying in
  // both.
  return asking === parsed(`${protocol}//${host}`)?.host;
}

/**
 * The name in a Host header, in lower case, an IPv6 address without its brackets. Undefined when the header is not a
 * host with an optional port.
 */
function hostNameOf(host: string | undefined): string | undefined {
  if (host === undefined || !/^(\[[\da-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i.test(host)) return undefined;
  return host
    .replace(/:\d{1,5}$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
}

/** How a Host header would name what HOST says. */
function authorityOf(listensOn: string): string {
  return isIP(listensOn) === 6 ? `[${listensOn}]` : listensOn;
}

function parsed(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import type { Viewer } from '../../kernel/viewer.js';
import { unmapped } from '../ip-address.js';

/**
 * The address by which limits count a client. A subscriber of IPv6 has a whole /64 to choose addresses from, so its
 * first four groups count as one; an IPv4 address that arrives mapped into IPv6 counts as what it is. Some proxies
 * write the port behind the address in X-Forwarded-For: it is left out, or each connection would be another client.
 */
export function addressKey(given: string | undefined): string {
  if (given === undefined) return 'unknown';
  const address = unmapped(
    /^\[([^\]]+)\](?::\d+)?$/.exec(given)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(given)?.[1] ?? given,
  );
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.toLowerCase().split('%')[0]!.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : new Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0');
  return `${[...before, ...zeros, ...after]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

/** Whose requests are counted together: a member's wherever they come from, the anonymous by their address. */
export function clientKey(viewer: Viewer, address: string | undefined): string {
  if (viewer.role === 'anonymous') return addressKey(address);
  return createHash('sha256').update(`${viewer.tenant}/${viewer.subject}`).digest('base64url');
}

import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import type { Viewer } from '../../kernel/viewer.js';
import { unmapped } from '../ip-address.js';

const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;

/**
 * The address by which limits count a client. A subscriber of IPv6 has a whole /64 of addresses, so all addresses with
 * the same first four groups count as one client. An IPv4 address that is mapped into IPv6 counts as the IPv4 address.
 * Some proxies write the port after the address in X-Forwarded-For. It is left out, because each connection would
 * otherwise be another client.
 */
export function addressKey(given: string | undefined): string {
  if (given === undefined) return 'unknown';
  if (IPV4.test(given)) return given;
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

/** By the viewer of a token that is known: each of its requests has the same object. */
const memberKeys = new WeakMap<Viewer, string>();

/**
 * The key by which requests are counted together: a member's from all addresses, an anonymous caller's by `address`,
 * which addressKey has made.
 */
export function clientKey(viewer: Viewer, address: string): string {
  if (viewer.role === 'anonymous') return address;
  const known = memberKeys.get(viewer);
  if (known !== undefined) return known;
  const key = createHash('sha256').update(`${viewer.tenant}/${viewer.subject}`).digest('base64url');
  memberKeys.set(viewer, key);
  return key;
}

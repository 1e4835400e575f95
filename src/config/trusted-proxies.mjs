import { BlockList, isIP } from 'node:net';

/** @typedef {number | readonly string[]} TrustedProxies The proxies in front of the gateway: how many there are, or their addresses and ranges (CIDR). */
/** @typedef {(address: string | undefined) => boolean} IsProxy Whether the other end of a connection is a proxy that is trusted to say who its clients are. */

const RANGE = /^([^/]+)(?:\/(\d{1,3}))?$/;

/**
 * Reads the setting. Undefined when it is neither a number nor a list of addresses and ranges. `loopback`, `linklocal`
 * and `uniquelocal` are names of ranges, as in Fastify.
 * @param {string} text
 * @returns {TrustedProxies | undefined}
 */
export function parseTrustedProxies(text) {
  if (/^\d{1,2}$/.test(text)) return Number(text);
  const entries = text.split(',').map((entry) => entry.trim());
  return entries.every((entry) => Object.hasOwn(NAMED, entry) || rangeOf(entry) !== undefined) ? entries : undefined;
}

/** Who is a proxy by address. Of a number it is not known which they are: every connection is one's then. @param {TrustedProxies} trusted @returns {IsProxy} */
export function proxyCheck(trusted) {
  if (typeof trusted === 'number') return () => trusted > 0;
  const list = new BlockList();
  for (const { address, prefix, family } of trusted
    .flatMap((entry) => NAMED[entry] ?? [entry])
    .flatMap((entry) => rangeOf(entry) ?? [])) {
    list.addSubnet(address, prefix, family);
  }
  // A list takes an IPv4 address that is mapped into IPv6 as what it is.
  return (address = '') => isIP(address) !== 0 && list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
}

/** @type {Readonly<Record<string, readonly string[]>>} */
const NAMED = {
  loopback: ['127.0.0.1/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

/** @param {string} entry @returns {{ readonly address: string; readonly prefix: number; readonly family: 'ipv4' | 'ipv6' } | undefined} */
function rangeOf(entry) {
  const [, address = '', length] = RANGE.exec(entry) ?? [];
  const version = isIP(address);
  const bits = version === 4 ? 32 : 128;
  const prefix = length === undefined ? bits : Number(length);
  // A range of all addresses would trust every client.
  return version === 0 || prefix > bits || prefix === 0
    ? undefined
    : { address, prefix, family: version === 4 ? 'ipv4' : 'ipv6' };
}

/**
 * An IPv4 address that is mapped into IPv6, as it is; any other text unchanged. A socket that takes both writes
 * 127.0.0.1 as ::ffff:127.0.0.1.
 */
export function unmapped(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}

import { SocketAddress } from 'node:net';

export { isIP, isIPv6 } from 'node:net';

/** An IPv6 address in its shortest form, as a socket tells its own: `0:0:0:0:0:0:0:1` as `::1`. Throws for anything else. O(text). */
export function shortIPv6(address: string): string {
  return new SocketAddress({ family: 'ipv6', address }).address;
}

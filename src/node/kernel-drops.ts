import { shortIPv6 } from './ip.ts';

const ROW = /^ *\d+: ([\dA-F]{8}|[\dA-F]{32}):([\dA-F]{4}) .* (\d+) *$/gm;

/**
 * Datagrams that the kernel has dropped for the socket bound to `address` (as the socket tells it) and `port`, modulo
 * 2^32: the last column of its row in a table as Linux writes it, see {@link UdpHost.socketTable}. Null when there is
 * no such row. O(table).
 */
export function kernelDrops(table: string, address: string, port: number): number | null {
  const [bare] = address.split('%');
  for (const [, rowAddress, rowPort, drops] of table.matchAll(ROW)) {
    if (Number.parseInt(rowPort, 16) === port && addressText(rowAddress) === bare) return Number(drops);
  }
  return null;
}

/** The address in words of 32 bits, each written as a number of this machine though its bytes have the network's order. */
function addressText(words: string): string {
  const numbers = Uint32Array.from({ length: words.length / 8 }, (_, at) => Number.parseInt(words.slice(8 * at, 8 * at + 8), 16));
  const bytes = new Uint8Array(numbers.buffer);
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, at) => (bytes[2 * at] * 256 + bytes[2 * at + 1]).toString(16));
  return shortIPv6(groups.join(':'));
}

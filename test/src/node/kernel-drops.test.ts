import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { NODE_UDP_HOST, type UdpFamily } from '../../../src/node/index.ts';
import { kernelDrops } from '../../../src/node/kernel-drops.ts';

/** A word of four bytes as the kernel of this machine prints it. */
function word(...bytes: readonly number[]): string {
  return new Uint32Array(Uint8Array.from(bytes).buffer)[0].toString(16).toUpperCase().padStart(8, '0');
}

function row(address: string, port: string, drops: number): string {
  return `13286: ${address}:${port} 00000000:0000 07 00000000:00034000 00:00000000 00000000     0        0 129402 2 000000007a77032b ${drops}       `;
}

const HEAD =
  '   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops            ';
const UDP4 = [HEAD, row(word(127, 0, 0, 2), '1F90', 5), row(word(127, 0, 0, 1), '1F91', 6), row(word(127, 0, 0, 1), '1F90', 768), ''].join(
  '\n',
);
const ZERO = word(0, 0, 0, 0);
const UDP6 = [
  HEAD,
  row(ZERO.repeat(4), '0050', 1),
  row(ZERO.repeat(3) + word(0, 0, 0, 1), '0050', 2),
  row(word(0xfe, 0x80, 0, 0) + ZERO + word(0x02, 0x11, 0x22, 0xff) + word(0xfe, 0x33, 0x44, 0x55), '0050', 3),
  row(ZERO.repeat(2) + word(0, 0, 0xff, 0xff) + word(10, 0, 0, 1), '0050', 4_294_967_295),
  '',
].join('\n');

describe('kernelDrops()', () => {
  it.each([
    [UDP4, '127.0.0.1', 8080, 768],
    [UDP4, '127.0.0.1', 8081, 6],
    [UDP4, '127.0.0.2', 8080, 5],
    [UDP4, '127.0.0.3', 8080, null],
    [UDP4, '127.0.0.1', 8082, null],
    [UDP6, '::', 80, 1],
    [UDP6, '::1', 80, 2],
    [UDP6, 'fe80::211:22ff:fe33:4455%eth0', 80, 3],
    [UDP6, '::ffff:10.0.0.1', 80, 2 ** 32 - 1],
    [UDP6, '::2', 80, null],
    ['', '127.0.0.1', 80, null],
    [HEAD, '127.0.0.1', 80, null],
    ['what no kernel writes: 0100007F:0050 12', '127.0.0.1', 80, null],
  ])('reads the column of the socket alone: %#', (table, address, port, drops) => {
    expect(kernelDrops(table, address, port)).toBe(drops);
  });

  it.each([
    ['udp4', '127.0.0.1'],
    ['udp6', '::1'],
  ] as const)('finds a socket of this machine, where the system has a table of %s', async (family, address) => {
    const socket = createSocket(family);
    socket.bind(0, address);
    // A machine without IPv6 says so.
    const isBound = await once(socket, 'listening').then(
      () => true,
      () => false,
    );
    const table = NODE_UDP_HOST.socketTable(family);
    expect(table === null || !isBound ? 0 : kernelDrops(table, socket.address().address, socket.address().port)).toBe(0);
    socket.close();
  });
});

describe('NODE_UDP_HOST.socketTable()', () => {
  it('is null where there is no such table', () => {
    expect(NODE_UDP_HOST.socketTable('none' as UdpFamily)).toBeNull();
  });
});

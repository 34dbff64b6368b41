import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import type { UdpFamily, UdpHost } from './udp-host.ts';

const TABLES: Readonly<Record<UdpFamily, string>> = { udp4: '/proc/net/udp', udp6: '/proc/net/udp6' };

/** This machine: sockets of node:dgram, and the kernel's table of sockets where there is one (Linux). */
export const NODE_UDP_HOST: UdpHost = {
  createSocket: (family) => createSocket(family),
  socketTable(family) {
    try {
      return readFileSync(TABLES[family], 'latin1');
    } catch {
      return null;
    }
  },
};

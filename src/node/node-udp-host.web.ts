import type { UdpHost } from './udp-host.ts';

function refuse(): never {
  throw new Error('Cannot open a UDP socket: this is no Node');
}

/** Where there is no Node there is no UDP: a listener runs on a simulated host alone. Both throw always. */
export const NODE_UDP_HOST: UdpHost = { createSocket: refuse, socketTable: refuse };

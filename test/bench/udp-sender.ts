import { createSocket } from 'node:dgram';
import { encodeFrame } from '../../src/index.ts';

// A process that sends beats on demand: what sending costs is not of the process that is measured.

/** What it is asked for: so many beats to a port, of as many pids from 2 on. */
export interface Burst {
  readonly port: number;
  readonly count: number;
}

const socket = createSocket('udp4');
let nonce = 0n;

process.on('message', ({ port, count }: Burst) => {
  nonce++;
  for (let pid = 2; pid < 2 + count; pid++)
    socket.send(encodeFrame({ status: 'ok', pid, timestamp: nonce, nonce, payload: 0 }), port, '127.0.0.1');
});
process.on('disconnect', () => process.exit(0));

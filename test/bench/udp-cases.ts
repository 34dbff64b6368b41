import { fork } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { Observer } from '../../src/index.ts';
import { DEFAULT_RECEIVE_BUFFER_BYTES, MonotonicClock, UdpListener } from '../../src/node/index.ts';
import type { Batches, BenchCase } from './bench-case.ts';
import type { Burst } from './udp-sender.ts';

const BURST = 1024;
/** How often a daemon polls until nothing waits: docs/production.md. */
const TURN_MS = 10;
const LOST_MS = 5000;

/** Bursts over loopback, each received whole; `received` counts them, up to now. */
function burstBatches(port: number, received: () => number): Batches {
  const sender = fork(new URL('./udp-sender.js', import.meta.url));
  const run = async (): Promise<number> => {
    const wanted = received() + BURST;
    sender.send({ port, count: BURST } satisfies Burst);
    const lostMs = performance.now() + LOST_MS;
    while (received() < wanted) {
      if (performance.now() > lostMs) throw new Error(`the bench wanted ${BURST} datagrams and lost ${wanted - received()}`);
      await new Promise((resolve) => setTimeout(resolve, TURN_MS));
    }
    return BURST;
  };
  return { run };
}

async function observerBatches(): Promise<Batches> {
  const listener = new UdpListener();
  await listener.open();
  const options = { thresholdNs: 60_000_000_000n, capacity: BURST, perPidRate: 0, globalRate: 0 };
  const observer = new Observer(options, new MonotonicClock(), [listener]);
  let beats = 0;
  const turn = (): number => {
    do {
      const event = observer.poll();
      if (event !== null && event.kind !== 'beat') throw new Error(`the bench wanted beats and got ${event.kind}`);
      if (event !== null) beats++;
    } while (listener.waiting > 0);
    return beats;
  };
  return burstBatches(listener.port ?? 0, turn);
}

async function bareBatches(): Promise<Batches> {
  const socket = createSocket('udp4');
  let datagrams = 0;
  socket.on('message', () => void datagrams++);
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  socket.setRecvBufferSize(DEFAULT_RECEIVE_BUFFER_BYTES);
  return burstBatches(socket.address().port, () => datagrams);
}

/** Datagrams over loopback from another process, none of which may be lost. */
export function udpCases(): BenchCase[] {
  return [
    { name: 'udp-observer', what: 'a datagram through UdpListener and Observer', peer: 'udp-bare', make: observerBatches },
    { name: 'udp-bare', what: 'peer: a socket of node:dgram that counts them', make: bareBatches },
  ];
}

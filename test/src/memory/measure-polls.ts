import { pathToFileURL } from 'node:url';
import type * as source from '../../../src/index.ts';
import { bytesOf, growthBy } from './heap.ts';

// As measure.ts, for an observer and a UDP listener's ring: bytes that a round of each kind allocates, and by how much the heap grows over
// many rounds. In a process of its own: what is compiled for one changes what the other allocates.

const folder = process.argv[2];
const { encodeFrame, Observer } = (await import(pathToFileURL(`${folder}/index.js`).href)) as typeof source;
const { DatagramRing } = (await import(
  pathToFileURL(`${folder}/node/datagram-ring.js`).href
)) as typeof import('../../../src/node/datagram-ring.ts');

const CAPACITY = 256;
const LONG = 300;
const WARM_UP = 100;
const SNAPSHOTS = 40;
const THRESHOLD_NS = 10_000_000n;

// A datagram of each pid, written anew before each round.
const frames = Array.from({ length: CAPACITY }, (_, at) => ({ status: 'ok' as const, pid: 2 + at, timestamp: 0n, payload: 0 }));
const datagrams = frames.map((frame) => ({
  bytes: encodeFrame({ ...frame, nonce: 0n }),
  origin: 'kernel-attested' as const,
  peerPid: null,
  nsInode: null,
}));
let nowNs = 0n;
let nonce = 1n;
let moreThan = 0;
let waiting = 0;
const options = { thresholdNs: THRESHOLD_NS, capacity: CAPACITY, perPidRate: 0, globalRate: 0, maxStepNs: 2n ** 64n - 1n };
const observer = new Observer(options, { now: () => nowNs }, [{ receive: () => (waiting === 0 ? null : datagrams[--waiting]) }]);
const ring = new DatagramRing(CAPACITY);

function pollEach(): void {
  for (let at = 0; at < CAPACITY; at++) observer.poll();
}

/** All pids are about to beat once more, or to send their last beats again. Pids lie `moreThan` above the first ones. */
function write(isNew: boolean): void {
  if (isNew) nonce++;
  frames.forEach((frame, at) => encodeFrame({ ...frame, pid: frame.pid + moreThan, nonce }, datagrams[at].bytes));
  waiting = CAPACITY;
}

/** What is done before, and not counted; what is. */
const KINDS: Readonly<Record<string, readonly [prepare: () => void, work: () => void]>> = {
  beats: [() => write(true), pollEach],
  repeats: [() => write(false), pollEach],
  stalls: [
    () => {
      write(true);
      pollEach();
      nowNs += 2n * THRESHOLD_NS;
    },
    pollEach,
  ],
  evictions: [
    () => {
      nowNs += 12n * THRESHOLD_NS;
      pollEach();
      moreThan += CAPACITY;
      write(true);
    },
    pollEach,
  ],
  idle: [() => {}, pollEach],
  metrics: [
    () => {},
    () => {
      for (let snapshot = 0; snapshot < SNAPSHOTS; snapshot++) observer.metrics();
    },
  ],
  ring: [
    () => datagrams.forEach(({ bytes }) => ring.push(bytes)),
    () => {
      while (ring.shift() !== null);
    },
  ],
};

function repeat(rounds: number): void {
  for (const [prepare, work] of Object.values(KINDS))
    for (let at = 0; at < rounds; at++) {
      prepare();
      work();
    }
}

repeat(WARM_UP);
const allocated = Object.fromEntries(Object.entries(KINDS).map(([kind, [prepare, work]]) => [kind, bytesOf(work, prepare)]));
// Once more, until nothing is compiled anew.
repeat(WARM_UP);
const grown = growthBy(() => repeat(LONG));
process.stdout.write(JSON.stringify({ allocated, grown }));

import { pathToFileURL } from 'node:url';
import type * as source from '../../../src/index.ts';
import { bytesOf, growthBy } from './heap.ts';

// Tells as JSON how many bytes a thousand operations of each kind allocate, and by how much the heap grows over a long run.

const { Tracker } = (await import(pathToFileURL(process.argv[2]).href)) as typeof source;

const CAPACITY = 256;
const ROUNDS = 5;
const OPERATIONS = 1000;
const LONG = 400_000;
const WARM_UP = 200;
const THRESHOLD_NS = 1_000_000n;

const tracker = new Tracker({ capacity: CAPACITY + 1 });
// Made before anything is measured: the arguments are not what is counted.
const beats = Array.from({ length: OPERATIONS }, (_, at) => ({ pid: 2 + (at % CAPACITY), nonce: 1n, status: 'ok' as const }));
const newcomers = beats.map((beat, at) => ({ ...beat, pid: 10_000 + at }));
const fresh = Array.from({ length: ROUNDS * 4 }, (_, round) =>
  beats.map((beat, at) => ({ ...beat, nonce: BigInt(2 + round * OPERATIONS + at) })),
);
const record = (beat: (typeof beats)[number]): void => void tracker.record(beat, 1000n, THRESHOLD_NS, 'kernel-attested', null);
// Nonces that no signed integer holds, half of them of a pid that is tracked: a sender may choose them.
const large = beats.map((beat, at) => ({ ...beat, pid: 1 + (at % 2), nonce: at % 8 === 0 ? 2n ** 63n : 2n ** 64n - 1n - BigInt(at % 4) }));
// A full table of which every beat takes the slot of a silent pid, as each comes ten thresholds and more after the one before.
const crowded = new Tracker({ capacity: CAPACITY, evictionPolicy: 'balanced' });
const arrivals = Array.from({ length: (WARM_UP + 20) * OPERATIONS }, (_, at) => BigInt(at + 1) * 11n * THRESHOLD_NS);
const arriving = { ...beats[0] };
let arrived = 0;
const arrive = (): void => {
  arriving.pid = 10_000 + arrived;
  void crowded.record(arriving, arrivals[arrived++], THRESHOLD_NS, 'kernel-attested', null);
};
// Functions that live on: one made for each round would be compiled anew in each, once a collection has taken what was compiled for it.
const lookUp = ({ pid }: (typeof beats)[number]): void => void tracker.slotOf(pid);
const visit = (): void => {};
const drain = (): void => tracker.drainStalledSlots(1001n, THRESHOLD_NS, visit);
for (const beat of [{ ...beats[0], pid: 1 }, ...beats.slice(0, CAPACITY)]) record(beat);

let round = 0;
const KINDS: Readonly<Record<string, () => void>> = {
  refresh: () => fresh[round++ % fresh.length].forEach(record),
  refusal: () => beats.forEach(record),
  newcomer: () => newcomers.forEach(record),
  large: () => large.forEach(record),
  eviction: () => beats.forEach(arrive),
  lookup: () => beats.forEach(lookUp),
  drain: () => beats.forEach(drain),
};

for (const work of Object.values(KINDS)) for (let at = 0; at < WARM_UP; at++) work();
round = 0;
const allocated = Object.fromEntries(Object.entries(KINDS).map(([kind, work]) => [kind, bytesOf(work)]));
const grown = growthBy(() => {
  for (let at = 0; at < LONG; at++) record(beats[at % OPERATIONS]);
});
process.stdout.write(JSON.stringify({ allocated, grown }));

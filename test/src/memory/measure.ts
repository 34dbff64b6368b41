import { pathToFileURL } from 'node:url';
import type * as source from '../../../src/index.ts';
import { bytesOf, growthBy, ROUNDS } from './heap.ts';

// Tells as JSON how many bytes a thousand operations of each kind allocate, and by how much the heap grows over a long run.

const { TERMINAL_NONCE, Tracker } = (await import(pathToFileURL(process.argv[2]).href)) as typeof source;

const CAPACITY = 250;
/** Beats of each pid in a round. */
const LAPS = 4;
const WARM_UP = 200;
const LONG = 50;
const THRESHOLD_NS = 1_000_000n;
/** The least that no signed integer holds: a sender may choose such nonces. */
const LARGE = 2n ** 63n;

// Made before anything is measured: the arguments are not what is counted.
const laps = (valueOf: (lap: number) => bigint): bigint[] =>
  Array.from({ length: LAPS * (WARM_UP + ROUNDS + LONG) }, (_, lap) => valueOf(lap));
const rising = laps((lap) => BigInt(lap + 2));
// Whoever has not beaten since the lap before may be evicted.
const times = laps((lap) => BigInt(lap + 1) * 11n * THRESHOLD_NS);

/**
 * A round of beats at a full tracker whose pids have beaten with nonce `first`; each lap has the next of `nonces`. Throws where a beat
 * has another outcome. With `pinGeneration` they have what an observer knows of a sender, too; with `pidsFrom` no pid beats twice.
 */
function beats(
  options: source.TrackerOptions,
  first: bigint,
  nonces: readonly bigint[],
  expected: source.Update,
  pidsFrom?: number,
): () => void {
  const tracker = new Tracker({ ...options, capacity: CAPACITY });
  const id = options.pinGeneration === true ? LARGE : null;
  const beat = { pid: pidsFrom ?? 0, nonce: first, status: 'ok' as const };
  let lap = 0;
  const beatEach = (nowNs: bigint, update: source.Update): void => {
    if (pidsFrom === undefined) beat.pid = 0;
    for (let at = 0; at < CAPACITY; at++) {
      beat.pid++;
      const outcome = tracker.record(beat, nowNs, THRESHOLD_NS, 'kernel-attested', id, id);
      if (outcome !== update) throw new Error(`a beat of nonce ${beat.nonce} was to be ${update}, it is ${outcome}`);
    }
  };
  beatEach(1000n, 'inserted');
  return () => {
    for (const end = lap + LAPS; lap < end; lap++) {
      beat.nonce = nonces[lap];
      beatEach(times[lap], expected);
    }
  };
}

const tracker = new Tracker({ capacity: CAPACITY });
const pids = Array.from({ length: CAPACITY * LAPS }, (_, at) => at % CAPACITY);
for (const pid of pids) tracker.record({ pid, nonce: 1n, status: 'ok' }, 1000n, THRESHOLD_NS, 'kernel-attested', null);
// Functions that live on: one made for each round would be compiled anew in each, once a collection has taken what was compiled for it.
const lookUp = (pid: number): void => void tracker.slotOf(pid);
const visit = (): void => {};
const drain = (): void => tracker.drainStalledSlots(1001n, THRESHOLD_NS, visit);

const inTurn = (even: (lap: number) => bigint, odd: bigint): bigint[] => laps((lap) => (lap % 2 === 0 ? even(lap) : odd));
const KINDS: Readonly<Record<string, () => void>> = {
  refresh: beats({}, 1n, rising, 'refreshed'),
  large: beats(
    {},
    LARGE,
    laps((lap) => LARGE + rising[lap]),
    'refreshed',
  ),
  wrap: beats(
    {},
    1n,
    inTurn(() => TERMINAL_NONCE - 1n, 1n),
    'refreshed',
  ),
  lastWords: beats(
    { lastWords: true, pinGeneration: true },
    1n,
    inTurn((lap) => rising[lap], TERMINAL_NONCE),
    'refreshed',
  ),
  refusal: beats(
    {},
    1n,
    laps(() => 1n),
    'out-of-order',
  ),
  largeRefusal: beats(
    {},
    TERMINAL_NONCE - 1n,
    inTurn(() => LARGE, 2n ** 20n),
    'out-of-order',
  ),
  newcomer: beats({}, 1n, rising, 'capacity-exceeded', 0),
  eviction: beats({ evictionPolicy: 'balanced' }, 1n, rising, 'inserted', 0),
  highEviction: beats({ evictionPolicy: 'balanced' }, 1n, rising, 'inserted', 2 ** 31),
  lookup: () => pids.forEach(lookUp),
  drain: () => pids.forEach(drain),
};

function repeat(rounds: number): void {
  for (const work of Object.values(KINDS)) for (let at = 0; at < rounds; at++) work();
}

repeat(WARM_UP);
const allocated = Object.fromEntries(Object.entries(KINDS).map(([kind, work]) => [kind, bytesOf(work)]));
const grown = growthBy(() => repeat(LONG));
process.stdout.write(JSON.stringify({ allocated, grown }));

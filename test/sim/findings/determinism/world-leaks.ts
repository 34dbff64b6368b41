import { SeededEntropy } from '../../../../sim/data/entropy/seeded-entropy.ts';
import type { Entropy } from '../../../../sim/data/entropy/entropy.ts';
import type { Op } from '../../../../sim/data/ops/op.ts';
import type { Scenario } from '../../../../sim/world/scenarios/scenario.ts';

/** A scenario that lets something in. */
export interface WorldLeak {
  readonly name: string;
  readonly sentence: string;
  /** The first operation that may come out otherwise. */
  readonly step: number;
  readonly scenario: Scenario;
}

const OPERATIONS = 120;
/** The operation at which the leak comes into play. */
const LEAKY = 77;

/** A scenario of plain beats, one of which has the leak for its threshold. */
function beats(name: string, sentence: string, value: Leak['value']): WorldLeak {
  return eachBeat(name, sentence, () => ({ value }));
}

/** What a script lets in, and what it does at each beat. */
interface Leak {
  readonly value: (entropy: Entropy) => number;
  readonly each?: () => void;
}

/** The same with a state for each run. */
function eachBeat(name: string, sentence: string, begin: () => Leak): WorldLeak {
  return {
    name,
    sentence,
    step: LEAKY,
    scenario: {
      name: 'leaky-beats',
      claim: sentence,
      build: (entropy) => ({ config: {}, ops: script(entropy, begin()) }),
    },
  };
}

function* script(entropy: Entropy, { value, each }: Leak): Generator<Op, void> {
  yield { op: 'new', capacity: 8, policy: 'strict', window: 8 };
  const pids = entropy.stream('pids');
  for (let at = 1; at < OPERATIONS; at++) {
    const pid = pids.int(2, 9);
    const threshold = at === LEAKY ? BigInt(value(entropy) >>> 0) : 1000n;
    each?.();
    yield { op: 'record', pid, nonce: BigInt(at), status: 'ok', now: BigInt(at), threshold, origin: 'kernel-attested', ns: null };
  }
}

const unseeded = new SeededEntropy(String(Math.random()));
const loadedMs = performance.now();
const fleets = new Set<object>();
let runs = 0;

/** Scenarios that ask for something while a plan is drawn or an operation is made. */
export const ASKING_WORLDS: readonly WorldLeak[] = [
  {
    name: 'chance-in-the-plan',
    sentence: 'A plan is drawn from nowhere.',
    step: 0,
    scenario: {
      name: 'leaky-plan',
      claim: 'a plan is drawn from nowhere',
      build: (entropy) => ({ config: { draw: Math.random() }, ops: script(entropy, { value: () => 0 }) }),
    },
  },
  beats('clock-in-the-world', 'A world looks at the clock on the wall.', () => Date.now()),
  beats('chance-in-the-world', 'A world draws from nowhere.', () => Math.random() * 1e9),
];

/** Scenarios that depend on what they kept. */
export const SILENT_WORLDS: readonly WorldLeak[] = [
  {
    name: 'plan-of-before',
    sentence: 'A plan depends on how many were made before it.',
    step: 0,
    scenario: {
      name: 'leaky-plan',
      claim: 'a plan depends on how many were made before it',
      build: (entropy) => ({ config: { plan: ++runs }, ops: script(entropy, { value: () => 0 }) }),
    },
  },
  beats('draw-before-the-seed', 'A world draws from a generator that was made before there was a seed.', () =>
    unseeded.int(0, 0xffff_ffff),
  ),
  beats('load-time-in-the-world', 'A world depends on how long its program took to load.', () => loadedMs * 1e6),
  beats('fleets-of-before', 'A world goes over a set of objects that earlier worlds were put into as well.', () => fleets.add({}).size),
  beats('draws-of-before', 'A world draws once more for each world before it.', (entropy) => {
    const stream = entropy.stream('more');
    for (let draw = 0; draw <= runs; draw++) stream.int(0, 9);
    runs++;
    return 1;
  }),
  eachBeat('interleaving', 'A world counts what happened while it was waiting.', () => {
    let turns = 0;
    return { each: () => void Promise.resolve().then(() => turns++), value: () => turns };
  }),
];

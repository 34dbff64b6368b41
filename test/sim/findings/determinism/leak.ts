import { bug, edit, type Mutant } from '../../../../sim/zoo/mutant.ts';

/** Where in the compiled production code something is let in that no run may depend on. */
export interface ProductionLeak {
  readonly name: string;
  /** What is let in, as a sentence. */
  readonly sentence: string;
  readonly mutant: Mutant;
  readonly scenario: string;
}

/** The name of the run without a leak. */
export const SOUND = 'sound';

interface Place {
  readonly file: string;
  /** Text that stands in the file exactly once. */
  readonly pattern: string;
  /** The text with the leak in it; `value` is an expression. */
  readonly leaking: (value: string) => string;
  readonly scenario: string;
}

/** A place behind whose text a statement may stand. */
function behind(file: string, pattern: string, scenario: string): Place {
  return { file, pattern, leaking: (value) => `${pattern} void ${value};`, scenario };
}

/** The parts of the production code that leak, each at another kind of step. */
const PLACES = {
  beat: {
    file: 'src/observer/observer.js',
    pattern: 'payload: frame.payload,',
    leaking: (value) => `payload: frame.nonce < 3n ? frame.payload : (frame.payload ^ numberOf(${value})) >>> 0,`,
    scenario: 'rolling-churn',
  },
  stall: {
    file: 'src/observer/stall-queue.js',
    pattern: "kind: 'stall',",
    leaking: (value) => `kind: (${value}, 'stall'),`,
    scenario: 'rolling-churn',
  },
  poll: behind('src/observer/observer.js', '    poll() {', 'rolling-churn'),
  limiter: behind('src/observer/token-bucket.js', '#refill(nowNs) {', 'flood-against-limiters'),
  clock: behind('src/observer/monotonic-time.js', 'advance(readingNs) {', 'clock-trouble'),
  eviction: behind('src/tracker/new-pid.js', 'bump(counters, TRACKER_COUNTER.evictions);', 'tiny-tables'),
  record: behind('src/tracker/tracker.js', '    record(beat, nowNs, thresholdNs, origin, nsInode, generation = null) {', 'tracker-direct'),
  drain: behind('src/tracker/tracker.js', '    drainStalledSlots(nowNs, thresholdNs, visit) {', 'tracker-direct'),
  length: behind('src/tracker/tracker.js', '    get length() {', 'tracker-direct'),
} as const satisfies Record<string, Place>;

// The flag says when the leak came into play: what the guard and the comparison are held against, and not told of.
const HELPERS = `
const numberOf = (value) => { let sum = 7; for (const letter of String(value)) sum = (Math.imul(sum, 31) + letter.charCodeAt(0)) >>> 0; return sum; };
const leaks = (value) => { globalThis.hasLeaked = true; return value(); };
`;

/**
 * A leak in production code: at `place` the value of an expression is let in; `load` is what its module does when it is
 * loaded, or keeps.
 */
export function leakAt(
  place: keyof typeof PLACES,
  name: string,
  sentence: string,
  [value, load = '']: readonly [value: string, load?: string],
): ProductionLeak {
  const { file, pattern, leaking, scenario } = PLACES[place];
  const replacement = leaking(`leaks(() => ${value})`);
  const opening = file === 'src/tracker/new-pid.js' ? '\nexport function recordNew' : '\nexport class';
  return {
    name,
    sentence,
    scenario,
    mutant: bug(name, sentence, [edit(file, pattern, replacement), edit(file, opening, `${HELPERS}${load}${opening}`)]),
  };
}

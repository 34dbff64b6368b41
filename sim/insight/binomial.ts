/** A chance as it was seen in some of `trials`, with an interval around it. */
export interface Chance {
  readonly hits: number;
  readonly trials: number;
  /** The interval of Clopper and Pearson in which the true chance lies with 95 % confidence, 0 to 1. */
  readonly low: number;
  readonly high: number;
}

const CONFIDENCE = 0.95;
const HALVINGS = 50;
/** Runs that anybody would make to believe a fix; beyond that the number says no more. */
const RUNS_MAX = 10_000_000;

/**
 * The exact (Clopper–Pearson) interval of a chance that came true in `hits` of `trials`: it holds at least as often as it says for
 * any number of trials. With 0 hits its end is close to 3 / trials, which is the rule of three. Sums and products alone, so that
 * it is the same to the last digit on every machine. O(trials).
 */
export function chanceOf(hits: number, trials: number): Chance {
  const tail = (1 - CONFIDENCE) / 2;
  const low = hits === 0 ? 0 : solve((p) => 1 - atMost(hits - 1, trials, p) >= tail);
  const high = hits === trials ? 1 : solve((p) => atMost(hits, trials, p) <= tail);
  return { hits, trials, low, high };
}

/** Whether two intervals have no value in common. */
export function areApart(a: Chance, b: Chance): boolean {
  return a.high < b.low || b.high < a.low;
}

/** Runs without a hit after which a chance of at least `chance` is believed to be gone with 95 % confidence; null beyond ten million. */
export function runsToBelieve(chance: number): number | null {
  if (chance <= 0) return null;
  let left = 1;
  for (let runs = 1; runs <= RUNS_MAX; runs++) {
    left *= 1 - chance;
    if (left <= 1 - CONFIDENCE) return runs;
  }
  return null;
}

/** The chance of `hits` or fewer in `trials` trials of chance `p`. */
function atMost(hits: number, trials: number, p: number): number {
  // From the end at which the first term is not too small for a double.
  return p <= 0.5 ? sumUpTo(hits, trials, p) : 1 - sumUpTo(trials - hits - 1, trials, 1 - p);
}

function sumUpTo(hits: number, trials: number, p: number): number {
  let term = 1;
  for (let trial = 0; trial < trials; trial++) term *= 1 - p;
  let sum = 0;
  for (let hit = 0; hit <= hits; hit++) {
    sum += term;
    term *= ((trials - hit) / (hit + 1)) * (p / (1 - p));
  }
  return sum;
}

/** The least chance for which a condition holds that holds for all greater ones. */
function solve(holds: (p: number) => boolean): number {
  let no = 0;
  let yes = 1;
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (no + yes) / 2;
    if (holds(middle)) yes = middle;
    else no = middle;
  }
  return yes;
}

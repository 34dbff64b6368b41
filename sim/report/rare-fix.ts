/** What is known of a finding before its fix: in `hits` of `runs` it came up. */
export interface HitRate {
  readonly hits: number;
  readonly runs: number;
}

/** The chance that either of the two bounds is wrong, at most. */
const DOUBT = 0.05;
const HALVINGS = 60;

/**
 * The lower bound of the chance that a run is hit, at 95 % confidence: the exact one of Clopper and Pearson. The chance below
 * which so many hits, or more, come up in less than one of twenty campaigns. 0 without a hit. O(hits).
 */
export function lowestRate({ hits, runs }: HitRate): number {
  if (hits === 0) return 0;
  let [low, high] = [0, 1];
  for (let at = 0; at < HALVINGS; at++) {
    const middle = (low + high) / 2;
    if (chanceOfAtLeast(hits, runs, middle) < DOUBT) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * Runs without a hit after which a fix may be believed: if the finding were still there at its lowest rate, so many runs would
 * miss it in less than one of twenty campaigns. Infinity without a hit. O(hits).
 */
export function runsToBelieve(rate: HitRate): number {
  const lowest = lowestRate(rate);
  if (lowest === 0) return Number.POSITIVE_INFINITY;
  return lowest === 1 ? 1 : Math.max(1, Math.ceil(Math.log(DOUBT) / Math.log1p(-lowest)));
}

/** The chance of `hits` or more in `runs` at a chance of `rate` each: 1 less the sum of the binomial terms below `hits`. */
function chanceOfAtLeast(hits: number, runs: number, rate: number): number {
  if (rate <= 0) return 0;
  if (rate >= 1) return 1;
  let below = 0;
  // The logarithm of the term, from one to the next: C(n, k + 1) = C(n, k) (n - k) / (k + 1).
  let logTerm = runs * Math.log1p(-rate);
  for (let k = 0; k < hits; k++) {
    below += Math.exp(logTerm);
    logTerm += Math.log(((runs - k) / (k + 1)) * (rate / (1 - rate)));
  }
  return 1 - Math.min(1, below);
}

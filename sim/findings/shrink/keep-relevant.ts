import { pidsOf } from './actors.ts';
import { capacityOf, narrowWindowOf, withCapacity } from './capacity.ts';
import type { ShrinkStep } from './interestingness.ts';
import { Relevance, type Guess } from './relevance.ts';
import type { Search } from './search.ts';

const ALL = Number.POSITIVE_INFINITY;
const EACH = [1, 2, 4, ALL];
const OTHERS = [0, 1, 4, 32, ALL];
const FEW_PIDS = [0, 1, 2, 3, 4, 6];
const PIDS_GROWTH = 4;

/** Operations that all guesses together may cost, as a multiple of the run's. */
const COST_MAX = 3;

/**
 * Guesses what matters: of those that the failing operation is about, of those in the table, of those who came last, the
 * last few operations each. The shortest guess that fails in the same way is taken, so that a long run becomes a short one
 * at the price of a few short ones.
 */
export function keepRelevant(search: Search): void {
  const relevance = new Relevance(search.best);
  const opsMax = search.opsRun + COST_MAX * search.steps.length;
  const guesses = guessesFor(relevance).map((guess) => ({ guess, length: relevance.lengthOf(guess) }));
  for (const { guess, length } of guesses.sort((a, b) => a.length - b.length)) {
    if (length >= search.steps.length || search.isOver || search.opsRun > opsMax) return;
    if (acceptsWithTable(search, relevance.keep(guess))) return;
  }
}

function guessesFor({ marks }: Relevance): Guess[] {
  const pids = new Set([...FEW_PIDS, ...marks]);
  for (let count = 16; count < marks[marks.length - 1]; count *= PIDS_GROWTH) pids.add(count);
  return [...pids].flatMap((pidsMax) => EACH.flatMap((eachMax) => OTHERS.map((othersMax): Guess => ({ pidsMax, eachMax, othersMax }))));
}

/**
 * Takes the run as it is, or with a table that is one slot too small for its pids, so that they meet eviction; a pass then reads
 * as much as it did, as large a share of the table, or a single slot.
 */
function acceptsWithTable(search: Search, steps: readonly ShrinkStep[]): boolean {
  if (search.accepts(steps)) return true;
  const capacity = capacityOf(steps);
  const slots = pidsOf(steps).length - 1;
  if (capacity === null || slots <= 0 || slots > capacity) return false;
  const window = narrowWindowOf(steps);
  const shares = window === null ? [] : [Math.max(1, Math.ceil((window * slots) / capacity))];
  return [undefined, ...shares, 1].some((size) => search.accepts(withCapacity(steps, slots, size)));
}

/**
 * The operation of a run with which it came to fail. `tails` keep the first `step` operations of the run, and do not fail: with the run's
 * own operations up to and with this one before the rest of theirs, three in four of them `fail`. What was drawn at `step` may be used
 * later, as by a plan for several operations: here operations are kept, not draws. O(tails × log(operations)) calls.
 */
export function turningPoint<T>(run: readonly T[], tails: readonly (readonly T[])[], step: number, fails: (mixed: T[]) => boolean): number {
  let before = step;
  let after = run.length;
  while (after - before > 1) {
    const kept = Math.floor((before + after) / 2);
    const failing = tails.filter((tail) => fails([...run.slice(0, kept), ...tail.slice(kept)]));
    if (4 * failing.length >= 3 * tails.length) after = kept;
    else before = kept;
  }
  return after - 1;
}

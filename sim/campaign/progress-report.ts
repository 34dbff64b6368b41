/** A worker reports which operation it has come to each time that it has begun so many: a report takes as long as 20 of them. */
export const PROGRESS_STEPS = 2048;
/** A slow run gives signs of life as well: after so many where the last report is so long ago, milliseconds. */
const LOOK_STEPS = 256;
const PROGRESS_MS = 100;

/**
 * To be called before each operation of a run: has the first told, by its number from 0, and from then on seldom. Which are told beside one in
 * {@link PROGRESS_STEPS} depends on the clock. O(1).
 */
export function progressReport(tell: (step: number) => void, nowMs: () => number): () => void {
  let step = 0;
  let toldMs = 0;
  return () => {
    if (step % LOOK_STEPS === 0 && (step % PROGRESS_STEPS === 0 || nowMs() - toldMs >= PROGRESS_MS)) {
      tell(step);
      toldMs = nowMs();
    }
    step++;
  };
}

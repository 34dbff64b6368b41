/** Time between two looks, milliseconds. */
const LOOK_MS = 200;

/**
 * Calls back once this process has been running for so long, milliseconds; the returned function takes it back. Time in which
 * it did not run does not count: a machine that was suspended, a group of processes that was stopped, a core that was given to
 * others. Of the time between two looks no more than twice what is planned is counted. Accuracy: 200 ms; never early.
 */
export function afterActive(ms: number, callback: () => void): () => void {
  let leftMs = ms;
  let lookedMs = performance.now();
  let timer: NodeJS.Timeout;
  const plan = (): void => {
    timer = setTimeout(look, Math.max(1, Math.min(LOOK_MS, Math.ceil(leftMs))));
  };
  const look = (): void => {
    const nowMs = performance.now();
    leftMs -= Math.min(nowMs - lookedMs, 2 * LOOK_MS);
    lookedMs = nowMs;
    if (leftMs > 0) plan();
    else callback();
  };
  plan();
  return () => clearTimeout(timer);
}

import { writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

/** The pipe to the parent for text that must arrive whatever happens next. */
const TEXT_FD = 4;
const WATCH_MS = 500;
const SETTLE_MS = 250;

/**
 * Ends this process when its parent has gone, also out of an endless loop: a thread looks after that. The parent's number
 * is the first argument.
 */
export function endWithParent(): void {
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  const source = `setInterval(() => process.ppid === ${Number(process.argv[2])} || process.kill(process.pid, 'SIGKILL'), ${WATCH_MS})`;
  new Worker(source, { eval: true, execArgv: [] }).unref();
}

/** Writes text to the parent. It is on its way when this returns. */
export function tellParent(text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) at += writeSync(TEXT_FD, bytes, at);
}

/** One turn of the event loop: promises that nobody caught have been reported by then. */
export async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

/** Lets everything happen that the code under test has put off: promises, immediates, and timers for a quarter of a second. */
export async function settle(): Promise<void> {
  const startMs = performance.now();
  do await turn();
  while (hasTimers() && performance.now() - startMs < SETTLE_MS);
}

/** Whether a timer or an immediate is waiting. */
function hasTimers(): boolean {
  return process.getActiveResourcesInfo().some((name) => name === 'Timeout' || name === 'Immediate');
}

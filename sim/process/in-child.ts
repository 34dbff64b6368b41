import { writeSync } from 'node:fs';
import { getHeapStatistics } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { isGiven } from '../data/inherited.ts';
import { OUT_OF_MEMORY_TEXT } from './abnormal-exit.ts';
import { formatLine, type Tasks, type ToChild, type ToParent } from './messages.ts';

/** The pipe for lines to the parent, and the one from the parent that tells when to stop and whether the parent lives. */
const LINES_FD = 4;
const CONTROL_FD = 5;
const SETTLE_MS = 250;
/** Memory that a process may take beside that for its JavaScript objects, bytes; looked at every so many milliseconds. */
const BUFFERS_MAX = 256 * 2 ** 20;
const LOOK_MS = 100;
/** Time between two signs of life, milliseconds. */
const SIGN_MS = 100;

let signedMs = 0;
const stopFlag = new Int32Array(new SharedArrayBuffer(4));

/**
 * Serves the tasks that the parent sends, each as it comes, and tells the parent that this program has started. What a task
 * throws ends this process. So does the end of the parent, also in the middle of an endless loop, and memory beyond its bound: a
 * thread watches for both.
 */
export function serveTasks(tasks: Tasks): void {
  // Beside its objects, which have a limit of their own, a process may hold buffers: those the engine does not bound.
  const rssMax = getHeapStatistics().heap_size_limit + BUFFERS_MAX;
  const source = `
    const parent = new (require('node:net').Socket)({ fd: ${CONTROL_FD}, readable: true, writable: false });
    parent.on('data', () => Atomics.store(require('node:worker_threads').workerData, 0, 1));
    parent.on('error', () => {});
    parent.on('close', () => process.kill(process.pid, 'SIGKILL'));
    setInterval(() => {
      if (process.memoryUsage.rss() < ${rssMax}) return;
      require('node:fs').writeSync(2, '${OUT_OF_MEMORY_TEXT}');
      process.kill(process.pid, 'SIGKILL');
    }, ${LOOK_MS});`;
  new Worker(source, { eval: true, execArgv: [], workerData: stopFlag }).unref();
  // Only then: the scenarios, which come with it, are a hundred modules.
  const modules = isGiven('modules') ? import('../world/custom-modules.ts').then(({ loadNamedModules }) => loadNamedModules()) : null;
  process.on('message', ({ kind, value, ask }: ToChild) => {
    const carryOut = async (): Promise<void> => {
      if (modules !== null) await modules;
      const answer: unknown = await tasks[kind](value);
      if (ask !== null) process.send?.({ answer: ask, value: answer } satisfies ToParent);
    };
    void carryOut();
  });
  writeLines(formatLine('up'));
}

/** Writes lines of {@link formatLine} to the parent. They arrive whatever becomes of this process next. */
export function writeLines(lines: string): void {
  const bytes = Buffer.from(lines);
  for (let at = 0; at < bytes.length;) at += writeSync(LINES_FD, bytes, at);
}

/** Writes one line to the parent, as {@link writeLines}. */
export function writeLine(kind: string, ...texts: readonly string[]): void {
  writeLines(formatLine(kind, ...texts));
}

/**
 * Tells the parent that this process goes on, at most once in 100 ms: to be called at each step of a task that may take longer than
 * a step may. By time and not by steps, which take a hundred times as long where others use the cores. 50 ns.
 */
export function giveSign(): void {
  const nowMs = performance.now();
  if (nowMs - signedMs < SIGN_MS) return;
  signedMs = nowMs;
  writeLine('at');
}

/** Whether the parent has asked this process to come to an end. */
export function isStopped(): boolean {
  return Atomics.load(stopFlag, 0) === 1;
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

import { Worker } from 'node:worker_threads';
import { describeThrown } from '../../sim/data/describe-thrown.ts';
import { showMs } from '../../sim/data/duration.ts';
import { isStopped, serveTasks, writeLine, writeLines } from '../../sim/process/in-child.ts';
import type { ExitKind } from './crash.ts';
import { JobBoard } from './job-board.ts';
import type { JobEnd, JobOrder } from './job-order.ts';

// A process of its own for each job, so that its memory can be told from that of others, and so that nothing which a
// target does ends anything but the job. The target runs on a thread; this one watches it.

const TICK_MS = 20;
const STATS_TICKS = 10;
/** Of the time between two looks no more counts, milliseconds. */
const LOOK_MAX_MS = 500;

const board = new JobBoard();
let worker: Worker | null = null;
let resolveEnd: (end: JobEnd) => void = () => {};

function died(how: ExitKind, detail: string): void {
  resolveEnd({ kind: 'died', how, detail, input: board.running === 0 ? null : board.input, stats: board.stats });
}

/** Runs the target on a thread, and resolves with the first reason for its end. */
function fuzz(order: JobOrder): Promise<JobEnd> {
  worker = new Worker(new URL('./job-worker.js', import.meta.url), {
    workerData: { order, board: board.memory },
    resourceLimits: { maxOldGenerationSizeMb: order.rssLimitMb },
    stdout: true,
    stderr: true,
  });
  // What a target prints is nobody's business, and unread it would fill the memory.
  worker.stdout.resume();
  worker.stderr.resume();
  // A line for the parent, or its end.
  worker.on('message', (message: string | JobEnd) => (typeof message === 'string' ? writeLines(message) : resolveEnd(message)));
  worker.on('error', (error: Error & { readonly code?: string }) => {
    if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') died('out-of-memory', `more than ${order.rssLimitMb} MB of objects`);
    else resolveEnd({ kind: 'broken', reason: `an error that the target left behind: ${describeThrown(error)}` });
  });
  worker.on('exit', (code) => died('exit', `the target ended its process with code ${code}`));
  watch(order);
  return new Promise((resolve) => (resolveEnd = resolve));
}

/** Looks at the job again and again: how long its input has been running, and how much memory it takes. */
function watch({ timeoutMs, rssLimitMb }: JobOrder): void {
  let ticks = 0;
  let running = 0;
  // The time in which this process ran: none in which it, or the machine, stood still.
  let runningMs = 0;
  let lookedMs = performance.now();
  let isReported = false;
  setInterval(() => {
    if (isStopped()) board.stop();
    const nowMs = performance.now();
    runningMs += Math.min(nowMs - lookedMs, LOOK_MAX_MS);
    lookedMs = nowMs;
    if (board.running !== running) [running, runningMs, isReported] = [board.running, 0, false];
    else if (running !== 0 && runningMs > timeoutMs) died('hang', `no end after ${showMs(timeoutMs)}`);
    else if (running !== 0 && !isReported) {
      const { input } = board;
      if (input !== null) writeLine('slow', Buffer.from(input).toString('base64'));
      isReported = true;
    }
    const rssMb = process.memoryUsage.rss() / 2 ** 20;
    if (rssMb > rssLimitMb) died('out-of-memory', `${Math.round(rssMb)} MB of memory, more than ${rssLimitMb}`);
    if (++ticks % STATS_TICKS === 0) writeLine('stats', JSON.stringify(board.stats));
  }, TICK_MS);
}

const tasks = { fuzz, take: (input: Uint8Array): void => worker?.postMessage(input) };

/** What a job serves: its order, and then inputs that other jobs have found. */
export type JobTasks = typeof tasks;

serveTasks(tasks);

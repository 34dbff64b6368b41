import { Worker } from 'node:worker_threads';
import { endWithParent } from '../../sim/process/in-child.ts';
import { describeThrown } from '../../sim/data/describe-thrown.ts';
import { JobBoard } from './job-board.ts';
import type { JobEnd, JobNews, JobOrder, JobWord } from './job-order.ts';

// A process of its own for each job, so that its memory can be told from that of others, and so that nothing which a
// target does ends anything but the job. The target runs on a thread; this one watches it.

const TICK_MS = 20;
const STATS_TICKS = 10;

const board = new JobBoard();
let worker: Worker | null = null;
let hasEnded = false;

function tell(news: JobNews): void {
  process.send?.(news);
}

function end(ending: JobEnd): void {
  if (hasEnded) return;
  hasEnded = true;
  // The parent ends this process once it has heard.
  tell({ end: ending });
}

function died(how: 'hang' | 'out-of-memory' | 'exit', detail: string): void {
  const { running, stats } = board;
  end({
    kind: 'died',
    how,
    detail,
    input: running === 0 ? null : board.input,
    stats: { ...stats, executions: Math.max(stats.executions, running) },
  });
}

function begin(order: JobOrder): void {
  worker = new Worker(new URL('./job-worker.js', import.meta.url), {
    workerData: { order, board: board.memory },
    resourceLimits: { maxOldGenerationSizeMb: order.rssLimitMb },
    stdout: true,
    stderr: true,
  });
  // What a target prints is nobody's business, and unread it would fill the memory.
  worker.stdout.resume();
  worker.stderr.resume();
  worker.on('message', (news: JobNews) => ('end' in news ? end(news.end) : tell(news)));
  worker.on('error', (error: Error & { readonly code?: string }) => {
    if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') died('out-of-memory', `more than ${order.rssLimitMb} MB of objects`);
    else end({ kind: 'broken', reason: `an error that the target left behind: ${describeThrown(error)}` });
  });
  worker.on('exit', (code) => died('exit', `the target ended its process with code ${code}`));
  watch(order);
}

/** Looks at the job again and again: how long its input has been running, and how much memory it takes. */
function watch({ timeoutMs, rssLimitMb }: JobOrder): void {
  let ticks = 0;
  let running = 0;
  let sinceMs = 0;
  let isTold = false;
  setInterval(() => {
    const nowMs = performance.now();
    if (board.running !== running) [running, sinceMs, isTold] = [board.running, nowMs, false];
    else if (running !== 0 && nowMs - sinceMs > timeoutMs) died('hang', `no end after ${timeoutMs / 1000} s`);
    else if (running !== 0 && !isTold) {
      const { input } = board;
      if (input !== null) tell({ slow: input });
      isTold = true;
    }
    const rssMb = process.memoryUsage.rss() / 2 ** 20;
    if (rssMb > rssLimitMb) died('out-of-memory', `${Math.round(rssMb)} MB of memory, more than ${rssLimitMb}`);
    if (++ticks % STATS_TICKS === 0) tell({ stats: board.stats });
  }, TICK_MS);
}

process.on('message', (word: JobWord) => {
  if ('order' in word) begin(word.order);
  else if ('take' in word) worker?.postMessage(word.take);
  else board.stop();
});
endWithParent();

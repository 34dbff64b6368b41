import { parentPort, workerData } from 'node:worker_threads';
import { formatLine } from '../../sim/process/messages.ts';
import { SeededEntropy } from '../../sim/data/entropy/seeded-entropy.ts';
import { describeThrown } from '../../sim/data/describe-thrown.ts';
import type { Crash } from './crash.ts';
import { Features } from './features.ts';
import { FuzzLoop } from './fuzz-loop.ts';
import { JobBoard } from './job-board.ts';
import type { JobEnd, JobOrder, JobStats } from './job-order.ts';
import { CorpusStart } from './corpus-start.ts';
import { KnownFeatures } from './known-features.ts';
import { followTarget } from './follow-target.ts';
import { loadTarget, type CountedTarget } from './load-target.ts';
import { WholeCheck } from './whole-check.ts';

// Fuzzes one target on a thread of its own: what hangs, exits or runs out of memory ends this thread, and the thread that
// watches it knows the input.

/**
 * Time between two looks at what others sent, milliseconds. A promise that the target left behind gets its turn there, too.
 * Nothing that a job does alone depends on when it looks.
 */
const LOOK_MS = 50;

const { order, board: memory } = workerData as { readonly order: JobOrder; readonly board: JobBoard['memory'] };
const board = new JobBoard(memory);
const taken: Uint8Array[] = [];
const state = { hasCrashed: false };

/** Sends a line for the parent: inputs in base64. */
function report(kind: 'kept' | 'crashed' | 'slow', ...texts: readonly string[]): void {
  parentPort?.postMessage(formatLine(kind, ...texts));
}

function toText(input: Uint8Array): string {
  return Buffer.from(input).toString('base64');
}

async function fuzz(counted: CountedTarget, isFollowed: boolean): Promise<JobEnd> {
  const { target: loaded, columns, onFeature } = counted;
  const { fuzzUnmetered, fuzzCounted } = loaded;
  const isSplit = !isFollowed && fuzzUnmetered !== undefined && fuzzCounted !== undefined;
  const fuzzOnce = isSplit ? fuzzUnmetered : loaded.fuzz;
  const whole = isSplit ? new WholeCheck(order.build, counted, fuzzCounted) : null;
  const target = { ...loaded, fuzz: fuzzOnce, dictionary: [...(loaded.dictionary ?? []), ...order.dictionary] };
  const { hits, comparisons } = order.instrumented;
  const features = new Features(columns, hits, comparisons);
  let lastKept = 0;
  const kept: (readonly [input: Uint8Array, instead: Uint8Array | null])[] = [];
  const begin = (input: Uint8Array): void => {
    // One that is too long for the board is sent, which arrives whatever becomes of this thread.
    if (!board.fits(input)) report('slow', toText(input));
    board.begin(loop.executions, input);
  };
  const crash = (input: Uint8Array, what: Crash): void => {
    report('crashed', toText(input), JSON.stringify(what));
    state.hasCrashed = true;
  };
  const loop: FuzzLoop = new FuzzLoop({
    target,
    features,
    entropy: new SeededEntropy(order.seed, target.name),
    lengthMax: order.lengthMax,
    listener: {
      begin,
      keep: (input, instead) => {
        lastKept = loop.executions;
        kept.push([input, instead]);
      },
      crash,
    },
  });
  const stats = (): JobStats => ({
    executions: loop.executions,
    corpus: loop.size,
    covered: features.covered,
    counters: hits,
    features: features.count,
    lastKept,
  });
  /** Reports what was kept, once it passed the whole check too, if there is one to pass. */
  const reportKept = async (check: WholeCheck | null): Promise<void> => {
    for (const [input, instead] of kept.splice(0)) {
      if (check !== null) begin(input);
      const what = (await check?.crashOf(input)) ?? null;
      if (what === null) report('kept', toText(input), ...(instead === null ? [] : [toText(instead)]));
      else {
        start.forget(input);
        crash(input, what);
      }
    }
  };
  let lookedMs = performance.now();
  const look = async (): Promise<void> => {
    board.rest();
    board.stats = stats();
    await new Promise((resolve) => setImmediate(resolve));
    for (const input of taken.splice(0)) {
      loop.run(Buffer.from(input));
      await reportKept(whole);
    }
    lookedMs = performance.now();
  };
  const isTimeToLook = (): boolean => performance.now() - lookedMs > LOOK_MS;

  const start = new CorpusStart(loop, features, new KnownFeatures(order.instrumented, target.name));
  onFeature(start.report);
  // A crash among the inputs to begin with hides none of the others. A replay is for its crashes, and runs all of them; a
  // tracker from elsewhere has to be asked all of them, too.
  for (const input of order.inputs) {
    if (board.isStopped) break;
    const isKnown = order.runsMax !== 0 && !isFollowed && start.takeKnown(Buffer.from(input));
    if (!isKnown) start.run(Buffer.from(input));
    await reportKept(isKnown ? null : whole);
    if (isTimeToLook()) await look();
  }
  board.rest();
  await start.save();
  onFeature((name, value) => features.report(name, value));
  const last = order.runsMax === null ? Number.POSITIVE_INFINITY : loop.executions + order.runsMax;
  while (loop.executions < last && !board.isStopped && (order.goesOn || !state.hasCrashed)) {
    loop.next();
    if (kept.length > 0) await reportKept(whole);
    if (isTimeToLook()) await look();
  }
  await look();
  return { kind: 'done', stats: stats() };
}

async function work(): Promise<JobEnd> {
  let loaded: CountedTarget;
  try {
    loaded = await loadTarget(order.build, order.instrumented, order.target);
  } catch (error) {
    return { kind: 'broken', reason: `target ${order.target} cannot be loaded: ${describeThrown(error)}` };
  }
  parentPort?.on('message', (input: Uint8Array) => taken.push(input));
  const target = await followTarget(loaded.target);
  return fuzz({ ...loaded, target }, target !== loaded.target);
}

parentPort?.postMessage(await work());
process.exit(0);

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { SeededRun } from '../../sim/world/seeded-run.ts';
import type { Op, TrackerOp } from '../../sim/data/ops/op.ts';
import { SCENARIOS } from '../../sim/world/scenarios/index.ts';
import { copyOp } from '../targets/world.ts';
import { decodeFrame, DEFAULT_CAPACITY, DEFAULT_EVICTION_SCAN_WINDOW } from '../../src/index.ts';
import { SeededEntropy } from '../../sim/data/entropy/seeded-entropy.ts';
import { isRefusal } from '../../sim/data/ops/refusal.ts';
import { parseTrace } from '../../sim/data/trace/parse-trace.ts';
import { writeDatagram, writeFrameInput } from '../format/frame-format.ts';
import { writeObserver } from '../format/observer-format.ts';
import { writeTracker } from '../format/tracker-format.ts';
import { SCENARIO_TEXT } from '../format/scenario-tokens.ts';
import { TRACE_TEXT } from '../format/trace-tokens.ts';
import { FRAME_SEEDS, INDEX_SEEDS, MISUSE_SEEDS, OBSERVER_SEEDS, SCENARIO_SEEDS, TRACKER_SEEDS } from './plain-seeds.ts';

/** Polls between two drains: a poll drains seldom, and does nothing else to a bare tracker. */
const POLLS_A_DRAIN = 4;

/**
 * Roughly the operations that a run of an observer carries out on its tracker: each frame is a beat, without the gates, and every fourth
 * poll drains. Operations on a bare tracker stay as they are. O(operations).
 */
export function asTrackerOps(ops: Iterable<Op>): TrackerOp[] {
  const made: TrackerOp[] = [];
  let threshold = 0n;
  let polls = 0;
  for (const op of ops) {
    switch (op.op) {
      case 'observer':
        threshold = op.threshold;
        made.push({
          op: 'new',
          capacity: op.capacity ?? DEFAULT_CAPACITY,
          policy: op.policy ?? 'strict',
          window: op.window ?? DEFAULT_EVICTION_SCAN_WINDOW,
        });
        break;
      case 'datagram': {
        const frame = decodeFrame(op.bytes);
        if (typeof frame === 'string') break;
        const { pid, nonce, status } = frame;
        made.push({ op: 'record', pid, nonce, status, now: op.now, threshold, origin: op.origin, ns: op.ns });
        break;
      }
      case 'poll':
        if (polls++ % POLLS_A_DRAIN === 0) made.push({ op: 'drain', now: op.now, threshold });
        break;
      case 'metrics':
        made.push({ op: 'take', counter: 'evictions' }, { op: 'take', counter: 'evicted_pid' });
        break;
      case 'settled':
      case 'socket':
      case 'exposition':
        break;
      default:
        made.push(op);
    }
  }
  return made;
}

const SEEDS = ['1', '2', '3'];

/** Operations of one run: enough to fill a table and to empty it again, and some kilobytes at most. */
const STEPS_MAX = 400;

const WORLDS = 32;
const WORLD_BYTES = 48;

/** The first operations of every scenario under one seed. O(operations). */
function scenarioRuns(seed: string): Op[][] {
  // To count accesses takes a quarter of the time, and changes no operation.
  const options = { stepsMax: STEPS_MAX, counts: null };
  return SCENARIOS.map((scenario) => Array.from(new SeededRun(scenario, seed, options).steps(), copyOp));
}

/** Inputs of each target by its name, made from scenarios, from the files in `corpus`, and by hand. O(operations). */
export function makeSeeds(corpus: string): ReadonlyMap<string, readonly Uint8Array[]> {
  const traces = filesOf(join(corpus, 'traces'));
  const runs: (readonly Op[])[] = [...SEEDS.flatMap(scenarioRuns), ...traces.map(opsOf)];
  return new Map([
    ['frame-decode', runs.flatMap(datagramsOf).map(writeDatagram)],
    ['frame-roundtrip', [...FRAME_SEEDS.map(writeFrameInput), ...MISUSE_SEEDS]],
    ['bounded-index', INDEX_SEEDS],
    ['tracker-ops', [...inputsOf(runs, (ops) => writeTracker(asTrackerOps(ops))), ...TRACKER_SEEDS]],
    ['observer-stream', [...inputsOf(runs, writeObserver), ...OBSERVER_SEEDS]],
    ['world', worldSeeds()],
    ['trace-file', traces.map((text) => TRACE_TEXT.write(text))],
    [
      'scenario-file',
      [...filesOf(join(corpus, 'scenarios')), ...SCENARIO_SEEDS.map((text) => Buffer.from(text))].map((text) => SCENARIO_TEXT.write(text)),
    ],
  ]);
}

function inputsOf(runs: readonly (readonly Op[])[], write: (ops: readonly Op[]) => Uint8Array | null): Uint8Array[] {
  return runs.map(write).filter((input) => input !== null);
}

function filesOf(folder: string): Uint8Array[] {
  const names = readdirSync(folder).sort((a, b) => (a < b ? -1 : 1));
  return names.map((name) => readFileSync(join(folder, name)));
}

function opsOf(text: Uint8Array): Op[] {
  const trace = parseTrace(text, 'a trace of the corpus');
  if (isRefusal(trace)) throw new Error(trace.refused);
  return trace.steps.map(({ op }) => op);
}

/** One datagram in sixteen, and the bytes of every decode. */
function datagramsOf(ops: readonly Op[]): Uint8Array[] {
  const decoded = ops.flatMap((op) => (op.op === 'decode' ? [op.bytes] : []));
  const received = ops.flatMap((op) => (op.op === 'datagram' ? [op.bytes] : []));
  return [...decoded, ...received.filter((_, at) => at % 16 === 0)];
}

function worldSeeds(): Uint8Array[] {
  return Array.from({ length: WORLDS }, (_, number) => {
    const entropy = new SeededEntropy(String(number), 'world seeds');
    return Uint8Array.from({ length: WORLD_BYTES * (1 + (number % 8)) }, () => entropy.int(0, 255));
  });
}

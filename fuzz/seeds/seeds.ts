import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { SeededEntropy } from '../../sim/data/entropy/seeded-entropy.ts';
import { isRefusal } from '../../sim/data/ops/refusal.ts';
import type { Op } from '../../sim/data/ops/op.ts';
import { parseTrace } from '../../sim/data/trace/parse-trace.ts';
import { writeDatagram } from '../format/datagram-format.ts';
import { writeFrameInput } from '../format/frame-format.ts';
import { writeObserver } from '../format/write-observer.ts';
import { writeTracker } from '../format/write-tracker.ts';
import { SCENARIO_TEXT } from '../format/scenario-tokens.ts';
import { TRACE_TEXT } from '../format/trace-tokens.ts';
import { asTrackerOps } from './as-tracker-ops.ts';
import { FRAME_SEEDS, INDEX_SEEDS, MISUSE_SEEDS, OBSERVER_SEEDS, SCENARIO_SEEDS, TRACKER_SEEDS } from './plain-seeds.ts';
import { scenarioRuns } from './scenario-runs.ts';

const SEEDS = ['1', '2', '3'];

/** Operations of one run: enough to fill a table and to empty it again, and some kilobytes at most. */
const STEPS_MAX = 400;

const WORLDS = 32;
const WORLD_BYTES = 48;

/** Inputs of each target by its name, made from scenarios, from the files in `corpus`, and by hand. O(operations). */
export function makeSeeds(corpus: string): ReadonlyMap<string, readonly Uint8Array[]> {
  const traces = filesOf(join(corpus, 'traces'));
  const runs: (readonly Op[])[] = [...SEEDS.flatMap((seed) => scenarioRuns(seed, STEPS_MAX)), ...traces.map(opsOf)];
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

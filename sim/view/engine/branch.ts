import { formatOp, parseOp } from '../../data/ops/op-format.ts';
import type { Op } from '../../data/ops/op.ts';
import { isRefusal, type Refusal } from '../../data/ops/refusal.ts';
import type { TraceStep } from '../../data/trace/parse-trace.ts';
import type { Knobs } from '../../world/scenarios/scenario.ts';

/** What is done to the operations of a run; steps count in the run as recorded. */
export type Edit =
  | { readonly edit: 'delete'; readonly step: number }
  | { readonly edit: 'change'; readonly step: number; readonly json: string }
  /** Before the operation at `step`. */
  | { readonly edit: 'insert'; readonly step: number; readonly json: string }
  /** The clock goes on by `byNs` more at `step`; what follows keeps its distance. */
  | { readonly edit: 'move-clock'; readonly step: number; readonly byNs: string }
  /** Every tracker that is started at `step` or later has other options. */
  | { readonly edit: 'knobs'; readonly step: number; readonly knobs: TrackerKnobs };

/** What can be set of a tracker whoever makes the operations. */
export type TrackerKnobs = Pick<Knobs, 'capacity' | 'policy' | 'window'>;

const U64_MAX = 2n ** 64n - 1n;

/**
 * The operations of a branch; the recorded ones stay as they are. Replies that were recorded are expected up to the first edit alone.
 * A refusal says which edit cannot be made. O(operations).
 */
export function branchSteps(steps: readonly TraceStep[], edits: readonly Edit[]): TraceStep[] | Refusal {
  const first = edits.reduce((least, { step }) => Math.min(least, step), Number.POSITIVE_INFINITY);
  const branch: TraceStep[] = [];
  let shiftNs = 0n;
  for (const [at, step] of steps.entries()) {
    const here = edits.filter((edit) => edit.step === at);
    if (at < first) {
      branch.push(step);
      continue;
    }
    let op: Op | null = step.op;
    if (op.op === 'new' || op.op === 'observer') {
      for (const edit of edits) {
        if (edit.edit !== 'knobs' || edit.step > at) continue;
        const set = readOp(JSON.stringify({ ...(JSON.parse(formatOp(op)) as object), ...edit.knobs }));
        if (isRefusal(set)) return { refused: `step ${at}: ${set.refused}` };
        op = set;
      }
    }
    for (const edit of here) {
      if (edit.edit === 'delete') op = null;
      else if (edit.edit === 'move-clock') {
        if (!/^-?\d{1,20}$/.test(edit.byNs))
          return { refused: `step ${at}: the clock moves by a whole number of nanoseconds, got ${edit.byNs}` };
        shiftNs += BigInt(edit.byNs);
      } else if (edit.edit !== 'knobs') {
        const read = readOp(edit.json);
        if (isRefusal(read)) return { refused: `step ${at}: ${read.refused}` };
        if (edit.edit === 'change') op = read;
        else branch.push({ op: moved(read, shiftNs), expect: undefined, line: branch.length + 2 });
      }
    }
    if (op !== null) branch.push({ op: moved(op, shiftNs), expect: undefined, line: branch.length + 2 });
  }
  return branch;
}

/** Reads one operation from a line of JSON. */
function readOp(json: string): Op | Refusal {
  try {
    return parseOp(JSON.parse(json) as unknown);
  } catch {
    return { refused: 'the operation is not JSON' };
  }
}

/** An operation whose time lies as much later, within u64. */
function moved(op: Op, byNs: bigint): Op {
  if (byNs === 0n || !('now' in op)) return op;
  const now = op.now + byNs;
  return { ...op, now: now < 0n ? 0n : now > U64_MAX ? U64_MAX : now };
}

/** The first operation in which two runs differ: the length of the shorter where one begins the other. O(operations). */
export function firstDifference(a: readonly { readonly op: Op }[], b: readonly { readonly op: Op }[]): number {
  const shorter = Math.min(a.length, b.length);
  for (let step = 0; step < shorter; step++) if (a[step].op !== b[step].op && formatOp(a[step].op) !== formatOp(b[step].op)) return step;
  return shorter;
}

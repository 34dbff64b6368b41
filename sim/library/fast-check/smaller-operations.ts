import { actorOf } from '../../data/ops/frame-pid.ts';
import type { Op } from '../../data/ops/op.ts';

/**
 * Operations that are smaller than these and can still be carried out, the most promising first: without a whole tracker, without a pid,
 * without a run of operations, with plainer numbers. Each is made when it is asked for.
 */
export function* smallerOperations(ops: readonly Op[]): Generator<Op[], void> {
  yield* withoutParts(ops);
  yield* withoutPids(ops);
  yield* withoutRuns(ops);
  yield* plainer(ops);
}

function isStart({ op }: Op): boolean {
  return op === 'new' || op === 'observer';
}

function* withoutParts(ops: readonly Op[]): Generator<Op[], void> {
  const starts = ops.flatMap((op, at) => (isStart(op) ? [at] : []));
  if (starts.length < 2) return;
  for (const [at, from] of starts.entries()) yield [...ops.slice(0, from), ...ops.slice(starts[at + 1] ?? ops.length)];
}

function* withoutPids(ops: readonly Op[]): Generator<Op[], void> {
  const pids = new Set(ops.map(actorOf).filter((pid) => pid !== null));
  if (pids.size < 2) return;
  for (const pid of pids) yield ops.filter((op) => actorOf(op) !== pid);
}

/** Half of all at first, single ones at last, from the end to the beginning. Starts stay. */
function* withoutRuns(ops: readonly Op[]): Generator<Op[], void> {
  const free = ops.flatMap((op, at) => (isStart(op) ? [] : [at]));
  for (let size = Math.ceil(free.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let to = free.length; to > 0; to -= size) {
      const dropped = new Set(free.slice(Math.max(0, to - size), to));
      yield ops.filter((_, at) => !dropped.has(at));
    }
  }
}

function* plainer(ops: readonly Op[]): Generator<Op[], void> {
  for (const [at, op] of ops.entries()) {
    for (const plain of plainerOps(op)) yield ops.with(at, plain);
  }
}

function* plainerOps(op: Op): Generator<Op, void> {
  if (op.op === 'new' || op.op === 'observer') {
    if (op.policy !== undefined && op.policy !== 'strict') yield { ...op, policy: 'strict' };
    if (op.capacity !== undefined && op.capacity > 0) yield { ...op, capacity: op.capacity - 1 };
  }
  if (op.op !== 'record') return;
  if (op.nonce > 1n) yield { ...op, nonce: op.nonce / 2n };
  if (op.status !== 'ok') yield { ...op, status: 'ok' };
  if (op.origin !== 'kernel-attested') yield { ...op, origin: 'kernel-attested' };
  if (op.ns !== null) yield { ...op, ns: null };
}

import type { Op } from '../data/ops/op.ts';
import type { TraceStep } from '../data/trace/parse-trace.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { simulate, type SeededRunOptions, type SimulationResult } from './seeded-run.ts';

/** A scenario under a seed with every operation that it made, as steps of a trace whose header is on the first line. O(run). */
export function recordScenario(
  scenario: Scenario,
  seed: string,
  options: SeededRunOptions,
): { readonly steps: TraceStep[]; readonly result: SimulationResult } {
  const steps: TraceStep[] = [];
  const result = simulate(scenario, seed, {
    ...options,
    onOp: (op) => {
      steps.push({ op: kept(op), expect: undefined, line: steps.length + 2 });
      options.onOp?.(op);
    },
  });
  return { steps, result };
}

/** An operation that stays as it is: a world takes back its datagrams, and uses them again. */
function kept(op: Op): Op {
  if (op.op !== 'datagram') return { ...op };
  const { now, listener, origin, peer, ns, generation = null, bytes } = op;
  return { op: op.op, now, listener, origin, peer, ns, ...(generation === null ? {} : { generation }), bytes: bytes.slice() };
}

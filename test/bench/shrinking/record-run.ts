import { simulate } from '../../../sim/world/seeded-run.ts';
import { SeededEntropy } from '../../../sim/data/entropy/seeded-entropy.ts';
import { signatureOf } from '../../../sim/oracle/finding.ts';
import type { Op } from '../../../sim/data/ops/op.ts';
import type { Production } from '../../../sim/subject/production.ts';
import { SCENARIOS } from '../../../sim/world/scenarios/index.ts';
import type { LongRun } from './long-runs.ts';

const STEPS_MAX = 60_000;

/** A long run. */
export interface RecordedRun {
  readonly ops: readonly Op[];
  /** Judge, rule and kind of operation of its finding. */
  readonly signature: string;
}

/** Makes a long run; null if its bug does not come up in it. */
export function recordRun({ scenario: name, knobs, seed, padding }: LongRun, production: Production): RecordedRun | null {
  const scenario = SCENARIOS.find((candidate) => candidate.name === name);
  if (scenario === undefined) throw new Error(`there is no scenario ${name}`);
  const ops: Op[] = [];
  const onOp = (op: Op): void => void ops.push(copyOf(op));
  // No bug here is about accesses to arrays, and a process that has counted them is slower ever after.
  const { finding } = simulate(scenario, seed, { production, knobs, stepsMax: STEPS_MAX, onOp, counts: null });
  return finding === null ? null : { ops: padded(ops, padding), signature: signatureOf(finding) };
}

/** A world uses its datagrams again. */
function copyOf(op: Op): Op {
  return op.op === 'datagram' ? { ...op, op: 'datagram', bytes: op.bytes.slice() } : { ...op };
}

/** Spreads reads, and beats that are refused for their nonce, among the operations of a bare tracker. */
function padded(ops: readonly Op[], count: number): Op[] {
  const entropy = new SeededEntropy('padding');
  const more: Op[][] = ops.map(() => []);
  const beats = ops.flatMap((op, at) => (op.op === 'record' && at < ops.length - 1 ? [{ op, at }] : []));
  for (let made = 0; made < count; made++) {
    const { op, at } = entropy.pick(beats);
    more[at].push(entropy.chance({ numerator: 1, denominator: 2 }) ? { op: 'get', field: 'last_ns', pid: op.pid } : op);
  }
  return ops.flatMap((op, at) => [op, ...more[at]]);
}

import { encodeFrame } from '../../../../src/index.ts';
import type { Op } from '../../../../sim/data/ops/op.ts';
import type { ShrinkStep } from '../../../../sim/findings/shrink/interestingness.ts';

/** Steps of operations. */
export function stepsOf(ops: readonly Op[]): ShrinkStep[] {
  return ops.map((op) => ({ op }));
}

/** A beat of a bare tracker. */
export function beat(pid: number, nonce: bigint, now: bigint, threshold = 10n): Op {
  return { op: 'record', pid, nonce, status: 'ok', now, threshold, origin: 'kernel-attested', ns: null };
}

/** A beat on its way to an observer. */
export function sent(pid: number, nonce: bigint, now: bigint, listener = 0): Op {
  const bytes = encodeFrame({ status: 'ok', pid, timestamp: 0n, nonce, payload: 0 });
  return { op: 'datagram', now, listener, origin: 'kernel-attested', peer: pid, ns: null, bytes };
}

/** A poll. */
export function poll(now: bigint): Op {
  return { op: 'poll', now };
}

import type { Op } from '../../data/ops/op.ts';
import { editFrame, readFrame } from '../../data/ops/frame-edit.ts';
import type { ShrinkStep } from './interestingness.ts';
import type { Search } from './search.ts';

/** Gives nonces the numbers from 1 on in the order of their size, all at once: what was equal stays so, what was larger too. */
export function rankNonces(search: Search): void {
  const nonces = new Set(search.steps.map(({ op }) => nonceOf(op)).filter((nonce) => nonce !== null));
  const ordered = [...nonces].sort((a, b) => (a < b ? -1 : 1));
  if (ordered.every((nonce, at) => nonce === BigInt(at + 1))) return;
  const ranks = new Map(ordered.map((nonce, at) => [nonce, BigInt(at + 1)]));
  search.accepts(search.steps.map((step) => withNonce(step, ranks)));
}

function nonceOf(op: Op): bigint | null {
  if (op.op === 'record') return op.nonce;
  return op.op === 'datagram' ? (readFrame(op.bytes)?.nonce ?? null) : null;
}

function withNonce(step: ShrinkStep, ranks: ReadonlyMap<bigint, bigint>): ShrinkStep {
  const { op } = step;
  const nonce = ranks.get(nonceOf(op) ?? -1n);
  if (nonce === undefined) return step;
  if (op.op === 'record') return { ...step, op: { ...op, nonce } };
  const bytes = op.op === 'datagram' ? editFrame(op.bytes, { nonce }) : null;
  return op.op === 'datagram' && bytes !== null ? { ...step, op: { ...op, bytes } } : step;
}

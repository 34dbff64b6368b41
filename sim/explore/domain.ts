import type { NewOp, ObserverOp, Op } from '../data/ops/op.ts';

/** What an exploration is over: how a run may begin, and what may follow, in any order and any number. */
export interface Domain {
  /** Kebab-case. */
  readonly name: string;
  /** What it is about, in a sentence. */
  readonly about: string;
  /** Operations of the longest runs, the one that starts them included and those of `before` not, unless told otherwise; at least 1. */
  readonly depth: number;
  /** All of them start a bare tracker, or all an observer. */
  readonly starts: readonly StartOp[];
  /** What comes after each start, always and in this order: to begin from a table that is filled. */
  readonly before: readonly Op[];
  /** Each can be carried out whatever came before. */
  readonly ops: readonly Op[];
}

/** An operation with which a run begins. */
export type StartOp = NewOp | ObserverOp;

/** Whether it starts UDP listeners, on a simulated host. */
export function hasSockets(op: Op): boolean {
  return op.op === 'observer' && op.udp !== undefined;
}

/** The most operations of a domain, starts and others each: their numbers are kept in 16 bits. */
export const DOMAIN_OPS_MAX = 65_535;

/** The most operations of one run. */
export const DEPTH_MAX = 64;

/** The operations of a path: the first number is that of a start, the others those of operations. O(path). */
export function opsOf({ starts, before, ops }: Domain, path: readonly number[]): Op[] {
  return path.flatMap((at, step) => (step === 0 ? [starts[at], ...before] : [ops[at]]));
}

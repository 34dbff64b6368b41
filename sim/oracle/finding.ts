import type { OpKind } from '../data/ops/op.ts';

/** Who may raise a finding. `invariant` watches the production code's state, `model` compares it with the slow twin. */
export const JUDGES = [
  'invariant',
  'model',
  'conservation',
  'liveness',
  'no-throw',
  'known-limit',
  'expect',
  'goals',
  'determinism',
  // Not the code under test: this harness, or what it stands on, broke.
  'harness',
] as const;
export type Judge = (typeof JUDGES)[number];

/** What a judge saw. Judge, rule and kind of operation together are its signature. */
export interface Finding {
  readonly judge: Judge;
  readonly rule: string;
  readonly op: OpKind;
  /** Index of the operation in its run, from 0. */
  readonly step: number;
  /** Time of the operation, nanoseconds as the production code was told; 0 before the first. */
  readonly nowNs: bigint;
  readonly reason: string;
  readonly expected: string;
  readonly got: string;
  /** More to be told, line by line: what it is, and its text. */
  readonly details?: readonly (readonly [string, string])[];
}

/** What makes two findings the same bug. */
export function signatureOf(finding: { readonly judge: string; readonly rule: string; readonly op: string }): string {
  return `${finding.judge}/${finding.rule}/${finding.op}`;
}

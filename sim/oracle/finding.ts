import type { OpKind } from '../data/ops/op.ts';
import type { TraceFinding } from '../data/trace/trace-header.ts';

/** What may raise a finding. `invariant` rules read the production code's state, `model` compares it with the slow, obvious model. */
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
  // A tracker from elsewhere, which follows the run: its replies are not those of the run's own tracker.
  'conformance',
  // A rule of a user's own.
  'custom',
  // Not the code under test: this harness, or what it stands on, broke.
  'harness',
] as const;
export type Judge = (typeof JUDGES)[number];

/** A rule that does not hold, and why. */
export interface Violation {
  /** The family of the rule. */
  readonly judge: Judge;
  /** Name of the rule that does not hold, kebab-case. */
  readonly rule: string;
  /** What happened, as a sentence without a full stop. */
  readonly reason: string;
  /** What the rule demands. */
  readonly expected: string;
  /** What there was instead. */
  readonly got: string;
  /** Further lines of the failure report: a label and its text. */
  readonly details?: readonly (readonly [string, string])[];
}

/** A violation with its place in a run. Judge, rule and kind of operation together are its signature. */
export interface Finding extends Violation {
  /** Kind of the operation at which it came up. */
  readonly op: OpKind;
  /** Index of the operation in its run, from 0. */
  readonly step: number;
  /** Time of the operation, nanoseconds, as it was passed to the production code; 0 before the first. */
  readonly nowNs: bigint;
}

/** What makes two findings the same bug. */
export function signatureOf(finding: { readonly judge: string; readonly rule: string; readonly op: string }): string {
  return `${finding.judge}/${finding.rule}/${finding.op}`;
}

/** A finding as the header of a trace has it. */
export function headerFinding({ judge, rule, op, step, reason, expected, got }: Finding): TraceFinding {
  return { judge, rule, op, step, reason, expected, got };
}

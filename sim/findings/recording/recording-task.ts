import type { RunSettings } from '../../world/run-settings.ts';
import type { SimulationResult } from '../../world/seeded-run.ts';
import type { Finding } from '../../oracle/finding.ts';
import type { CheckLevel } from '../../oracle/oracle.ts';
import type { RememberedOp } from '../replay/replay-trace.ts';

/** A run to be made in the sight of a parent. */
export interface RunTask {
  readonly kind: 'run';
  readonly settings: RunSettings;
  /** Place in the settings' scenarios. */
  readonly scenario: number;
  readonly seed: string;
  /** Operations at most; null for no more than the settings say. */
  readonly stepsMax: number | null;
  /** Whether each operation is told before it is carried out, and all that it put off is awaited after it. */
  readonly isCareful: boolean;
}

/** A trace file to be replayed in the sight of a parent. */
export interface ReplayTask {
  readonly kind: 'replay';
  readonly path: string;
  readonly check: CheckLevel;
  readonly until: number | null;
  /** Operations to remember with their replies. */
  readonly remember: number;
  readonly isCareful: true;
}

/** What came of a replay, without the run itself: it was another process's. */
export interface ReplayReport {
  readonly steps: number;
  readonly digest: string;
  readonly finding: Finding | null;
  readonly misplaced: { readonly line: number; readonly reason: string } | null;
  readonly lastOps: readonly RememberedOp[];
  /** Table, index and queues at the end, as text. */
  readonly dump: string;
}

/** What a task is answered with, if it lives to answer. */
export interface TaskResults {
  readonly run: SimulationResult;
  readonly replay: ReplayReport;
}

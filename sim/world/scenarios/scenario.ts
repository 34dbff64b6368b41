import type { EvictionPolicy } from '../../../src/index.ts';
import type { Entropy } from '../../data/entropy/entropy.ts';
import type { Violation } from '../../oracle/finding.ts';
import type { Op } from '../../data/ops/op.ts';
import type { Run } from '../../run/run.ts';
import type { ClaimsScript } from '../chronicle.ts';
import type { WorldScript } from '../script.ts';

/** What a caller may set instead of leaving it to the seed. */
export interface Knobs {
  readonly capacity?: number;
  readonly policy?: EvictionPolicy;
  readonly window?: number;
  /** Length of the run, nanoseconds of virtual time. */
  readonly forNs?: number;
}

/** A scenario that writes its operations itself: yields each, and gets the run back once it was carried out. */
export type OpsScript = Generator<Op | Violation, void, Run>;

/** What a scenario makes of a seed. */
export interface Plan {
  /** The configuration as drawn, for people: printed before the run. */
  readonly config: Readonly<Record<string, string | number>>;
  readonly world?: WorldScript;
  readonly ops?: OpsScript;
  /** What must hold in the world beside the rules; a run with claims, empty ones too, tells what happened in it. */
  readonly claims?: ClaimsScript;
  /** What must have happened for the run to have tested anything: why it did not, or null. Asked at its end. */
  readonly precondition?: (run: Run) => string | null;
}

/** A scripted fleet, flood or collision. */
export interface Scenario {
  /** What it is called in every result and line to paste: a scenario file by its path. */
  readonly name: string;
  /** The name under which chance is drawn, where that is another: a scenario file may be moved. */
  readonly drawnAs?: string;
  /** What must hold, and why it is hard. */
  readonly claim: string;
  /** Goals that its runs must reach between them, under twelve seeds or more; custom ones too. Default none. */
  readonly goals?: readonly string[];
  /** Draws a plan. What a knob says is not drawn: under other knobs the same seed is another run. */
  readonly build: (entropy: Entropy, knobs: Knobs) => Plan;
}

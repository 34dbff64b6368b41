import { fileURLToPath } from 'node:url';
import { signatureOf } from '../../../sim/oracle/finding.ts';
import { shrink } from '../../../sim/findings/shrink/shrink.ts';
import { loadMutant } from '../../../sim/zoo/load-mutant.ts';
import { MUTANTS } from '../../../sim/zoo/mutants.ts';
import { printedBy } from '../own-process.ts';
import { LONG_RUNS, type LongRun } from './long-runs.ts';
import { recordRun } from './record-run.ts';

/** What came of a long run. */
export interface LongResult {
  /** Judge, rule and kind of operation; empty if the run could not be shrunk. */
  readonly signature: string;
  readonly before: number;
  readonly after: number;
  readonly runs: number;
  /** Processor time. For people. */
  readonly elapsedMs: number;
}

/** Processor time for one run, milliseconds: as much as a campaign gives it on the clock. */
const TIME_MS = 10_000;
const ASKED_EACH = 32;

/** The result beside what is known of the run; null where its bug does not come up. */
export interface LongRow {
  readonly bug: string;
  readonly known: number;
  readonly result: LongResult | null;
}

/**
 * Shrinks runs of about 20,000 operations: a row for each. Each has a process of its own, as where somebody shrinks a trace: in
 * one that has carried out several versions of the production code everything takes three times as long.
 */
export async function shrinkLongRuns(): Promise<LongRow[]> {
  const program = fileURLToPath(new URL('./one-long-run.js', import.meta.url));
  const rows: LongRow[] = [];
  for (const { bug, knownMinimum: known } of LONG_RUNS)
    rows.push({ bug, known, result: (await printedBy(program, [bug], 600_000)) as LongResult | null });
  return rows;
}

/** Plants the bug of a long run, makes the run, and shrinks it; null if the bug does not come up. `folder` as in loadMutant. */
export async function shrinkLongRun(run: LongRun, folder?: string): Promise<LongResult | null> {
  const mutant = MUTANTS.find(({ name }) => name === run.bug);
  if (mutant === undefined) throw new Error(`there is no mutant ${run.bug}`);
  const { production, dispose } = await loadMutant(mutant, folder);
  try {
    const recorded = recordRun(run, production);
    if (recorded === null) return null;
    const steps = recorded.ops.map((op) => ({ op }));
    // Of this process alone: what others take of the machine ends no shrinking.
    const start = process.cpuUsage();
    const elapsed = (): number => {
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000;
    };
    // It is asked thousands of times, and the clock of the process takes as long as some tries.
    let asked = 0;
    const { best, runs } = shrink(steps, {
      production,
      signature: recorded.signature,
      shouldStop: () => ++asked % ASKED_EACH === 0 && elapsed() > TIME_MS,
    });
    const elapsedMs = elapsed();
    const signature = best === null ? '' : signatureOf(best.finding);
    return { signature, before: steps.length, after: best?.steps.length ?? steps.length, runs, elapsedMs };
  } finally {
    dispose();
  }
}

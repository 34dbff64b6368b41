import { formatOp } from '../../sim/data/ops/op-format.ts';
import { isRefusal } from '../../sim/data/ops/refusal.ts';
import { parseTrace } from '../../sim/data/trace/parse-trace.ts';
import { stepTrace } from '../../sim/findings/replay/replay-trace.ts';
import { signatureOf, type Finding } from '../../sim/oracle/finding.ts';
import { Run } from '../../sim/run/run.ts';
import { SCENARIOS } from '../../sim/world/scenarios/index.ts';
import { SeededRun } from '../../sim/world/seeded-run.ts';

// What every engine runs: Node as it is, browsers and Bun as one bundled script.

/** A run: a scenario under a seed, or the text of a trace. */
export interface Job {
  readonly name: string;
  /** Null for a trace. */
  readonly seed: string | null;
  /** The trace; null for a scenario. */
  readonly text: string | null;
  /** Operations at most; null for all. */
  readonly stepsMax: number | null;
}

/** What came of a run. */
export interface RecordedRun {
  readonly steps: number;
  /** The rolling digest after every {@link MARK_STEPS} steps, and the last of all. */
  readonly marks: readonly string[];
  /** The signature, the step and the reason of a finding; null for none. */
  readonly finding: string | null;
}

/** One step of a run. */
export interface ToldStep {
  readonly op: string;
  readonly digest: string;
}

/** Steps between two marks. */
export const MARK_STEPS = 256;

/** Carries out a run and keeps its marks. */
export function record(job: Job): RecordedRun {
  const marks: string[] = [];
  let last = '';
  const { steps, finding } = carryOut(job, (_, digest, step) => {
    if ((step + 1) % MARK_STEPS === 0) marks.push(digest);
    last = digest;
  });
  return { steps, marks: [...marks, last], finding: finding === null ? null : `${signatureOf(finding)} ${finding.step} ${finding.reason}` };
}

/** The steps of a run from one to another, with the digest after each. */
export function tellSteps(job: Job, from: number, to: number): ToldStep[] {
  const told: ToldStep[] = [];
  carryOut(job, (op, digest, step) => {
    if (step >= from && step < to) told.push({ op, digest });
  });
  return told;
}

function carryOut(job: Job, after: (op: string, digest: string, step: number) => void): { steps: number; finding: Finding | null } {
  const { run, steps } = begin(job);
  let [before, step] = ['', 0];
  for (const op of steps) {
    if (before !== '') after(before, run.digest, step++);
    // An operation may be made anew for the next step.
    before = formatOp(op);
  }
  if (before !== '') after(before, run.digest, step);
  return { steps: run.steps, finding: run.finding };
}

function begin({ name, seed, text, stepsMax }: Job): { run: Run; steps: ReturnType<SeededRun['steps']> | ReturnType<typeof stepTrace> } {
  if (text !== null) {
    const trace = parseTrace(text, name);
    if (isRefusal(trace)) throw new Error(trace.refused);
    const run = new Run({ check: 'cheap' });
    return { run, steps: stepTrace(trace, run) };
  }
  const scenario = SCENARIOS.find((one) => one.name === name);
  if (scenario === undefined) throw new Error(`there is no scenario ${name}`);
  const seeded = new SeededRun(scenario, seed ?? '', stepsMax === null ? {} : { stepsMax });
  return { run: seeded.run, steps: seeded.steps() };
}

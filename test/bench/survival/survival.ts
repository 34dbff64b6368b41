import { signatureOf } from '../../../sim/oracle/finding.ts';
import { isRefusal } from '../../../sim/data/ops/refusal.ts';
import { parseTrace } from '../../../sim/data/trace/parse-trace.ts';
import type { Program } from './changed-program.ts';
import type { PlantedFinding } from './planted-finding.ts';

/** What is left of a finding once the generators have changed. */
export interface Survival {
  /** Traces of the finding, and how many of them still show it: the same judge, rule and kind of operation at the same step. */
  readonly traces: number;
  readonly tracesKept: number;
  /** Whether the seed means other operations now. */
  readonly seedHasMoved: boolean;
  /** Whether the seed still leads to the finding, and whether it does within as many operations as before. */
  readonly seedFinds: boolean;
  readonly seedFindsInTime: boolean;
}

/** Replays the traces of a bug, and runs its seed again, both by a changed program. */
export function surviveChange(program: Program, planted: PlantedFinding): Survival {
  const { production, seed, steps, texts, digest } = planted;
  const scenario = program.SCENARIOS.find(({ name }) => name === planted.scenario);
  const rerun = scenario === undefined ? null : program.simulate(scenario, seed, { production });
  const seedFinds = rerun !== null && rerun.finding !== null && signatureOf(rerun.finding) === recordedSignature(texts[0]);
  return {
    traces: texts.length,
    tracesKept: texts.filter((text) => isKept(program, text, planted)).length,
    seedHasMoved: rerun?.digest !== digest,
    seedFinds,
    seedFindsInTime: seedFinds && (rerun?.steps ?? 0) <= steps,
  };
}

/** Whether a trace, replayed by a changed program, shows what it was recorded for, and takes the same way there. */
function isKept(program: Program, text: string, { bug, production }: PlantedFinding): boolean {
  const trace = program.parseTrace(text, bug);
  if (program.isRefusal(trace) || trace.header.finding === null) return false;
  const { run, finding } = program.replayAsFound(trace, { production });
  return (
    finding !== null &&
    signatureOf(finding) === signatureOf(trace.header.finding) &&
    finding.step === trace.header.finding.step &&
    run.digest === trace.header.digest
  );
}

function recordedSignature(text: string): string | null {
  const trace = parseTrace(text, 'trace');
  return isRefusal(trace) || trace.header.finding === null ? null : signatureOf(trace.header.finding);
}

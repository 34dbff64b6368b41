import { simulate } from '../../../sim/world/seeded-run.ts';
import { newHeader, traceText } from '../../../sim/findings/finding-file.ts';
import { signatureOf } from '../../../sim/oracle/finding.ts';
import { formatExpectedOp, formatOp } from '../../../sim/data/ops/op-format.ts';
import { isRefusal } from '../../../sim/data/ops/refusal.ts';
import type { Production } from '../../../sim/subject/production.ts';
import { SCENARIOS } from '../../../sim/world/scenarios/index.ts';
import { shrink } from '../../../sim/findings/shrink/shrink.ts';
import { parseTrace } from '../../../sim/data/trace/parse-trace.ts';

/** What is kept of a planted bug that was found. */
export interface PlantedFinding {
  readonly bug: string;
  readonly production: Production;
  readonly scenario: string;
  readonly seed: string;
  /** Operations and digest of the run in which it was found. */
  readonly steps: number;
  readonly digest: string;
  /** The run as it was and the shrunk one, as texts of trace files. */
  readonly texts: readonly string[];
}

/** Runs a scenario under a seed and makes the traces of what is found, as a campaign makes them; null if nothing is. */
export function findingOf(bug: string, production: Production, name: string, seed: string, runsMax: number): PlantedFinding | null {
  const scenario = SCENARIOS.find((candidate) => candidate.name === name);
  if (scenario === undefined) throw new Error(`there is no scenario ${name}`);
  const lines: string[] = [];
  const { finding, digest } = simulate(scenario, seed, { production, onOp: (op) => lines.push(formatOp(op)) });
  if (finding === null) return null;
  const facts = { name: bug, why: '', seed, scenario: name, digest };
  const whole = traceText(newHeader(facts, finding), lines);
  const trace = parseTrace(whole, bug);
  if (isRefusal(trace)) throw new Error(trace.refused);
  const { best, reason } = shrink(trace.steps, { production, runsMax, signature: signatureOf(finding) });
  if (best === null) throw new Error(`${bug}: ${reason}`);
  const small = traceText(
    newHeader({ ...facts, digest: best.digest }, best.finding),
    best.steps.map(({ op, expect }) => formatExpectedOp(op, expect)),
  );
  return { bug, production, scenario: name, seed, steps: lines.length, digest, texts: [whole, small] };
}

/**
 * The traces of the first scenario and seed under which a bug comes up; null if it does under none. The scenarios are asked
 * from number `first` on, so that not all bugs are caught by one of them.
 */
export function huntFinding(
  bug: string,
  production: Production,
  seeds: readonly string[],
  runsMax: number,
  first: number,
): PlantedFinding | null {
  const at = first % SCENARIOS.length;
  for (const seed of seeds) {
    for (const { name } of [...SCENARIOS.slice(at), ...SCENARIOS.slice(0, at)]) {
      const found = findingOf(bug, production, name, seed, runsMax);
      if (found !== null) return found;
    }
  }
  return null;
}

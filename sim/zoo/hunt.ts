import { simulate } from '../campaign/simulate.ts';
import type { Finding } from '../judges/finding.ts';
import { formatOp } from '../ops/op-format.ts';
import type { Production } from '../run/production.ts';
import { SCENARIOS } from '../scenarios/index.ts';

/** Where a hunt found a bug. */
export interface Catch {
  readonly scenario: string;
  readonly seed: string;
  readonly finding: Finding;
  /** Runs made, and operations carried out, until it was found. */
  readonly runs: number;
  readonly steps: number;
  /** Lines of the run that shows it. */
  readonly lines: readonly string[];
}

/** Runs the ordinary scenarios, seed by seed, until a judge objects. Null if none does within `seeds` seeds of each. */
export function hunt(production: Production, seeds: readonly string[]): Catch | null {
  let runs = 0;
  let steps = 0;
  for (const seed of seeds) {
    for (const scenario of SCENARIOS) {
      const result = simulate(scenario, seed, { production });
      runs++;
      steps += result.steps;
      if (result.finding === null) continue;
      const lines: string[] = [];
      simulate(scenario, seed, { production, onOp: (op) => lines.push(formatOp(op)) });
      return { scenario: scenario.name, seed, finding: result.finding, runs, steps, lines };
    }
  }
  return null;
}

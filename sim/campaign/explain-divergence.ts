import type { CampaignFinding } from './job.ts';
import type { RunSettings } from '../world/run-settings.ts';
import type { SimulationResult } from '../world/seeded-run.ts';
import { InfrastructureError } from '../data/infrastructure-error.ts';
import type { Finding } from '../oracle/finding.ts';
import { differenceFinding, liesInProduction, type Difference } from '../findings/determinism/comparison.ts';
import { CHECKPOINT_STEPS } from '../findings/determinism/checkpoints.ts';
import { compareInPair, type PairOptions } from '../findings/determinism/pair.ts';

/** A run whose second run was another. */
export interface Suspect {
  /** Number of the job. */
  readonly number: number;
  /** The first checkpoint that differs; null where it is not known. */
  readonly checkpoint: number | null;
}

/** How to explain differences. */
export interface ExplainOptions extends PairOptions {
  readonly settings: RunSettings;
  readonly resultOf: (number: number) => SimulationResult | null;
  readonly runOf: (number: number) => { readonly scenario: number; readonly seed: string };
}

/** Runs that are made once more to find the very step. Others are reported by their checkpoint alone. */
const EXPLAINED_MAX = 3;

/** Finds the first step at which the runs of each seed part, by making both once more side by side. In the order of the jobs. */
export async function explain(suspects: readonly Suspect[], options: ExplainOptions): Promise<CampaignFinding[]> {
  const found: CampaignFinding[] = [];
  for (const suspect of [...suspects].sort((a, b) => a.number - b.number)) {
    const { scenario, seed } = options.runOf(suspect.number);
    const result = options.resultOf(suspect.number);
    const task = { kind: 'run' as const, settings: options.settings, scenario, seed };
    let why = 'they were not made again side by side';
    let difference: Difference | null = null;
    if (found.length < EXPLAINED_MAX) {
      why = 'made again side by side, they did not show where';
      difference = await compareInPair(task, options).catch((error: unknown) => {
        // That they parted is known all the same.
        if (!(error instanceof InfrastructureError)) throw error;
        why = `they could not be made again side by side: ${error.message}`;
        return null;
      });
    }
    if (difference === null) found.push({ finding: unexplained(suspect, result, why), result, lines: null, scenario, seed });
    else found.push(explained(difference, { finding: differenceFinding(difference), result, lines: null, scenario, seed }));
  }
  return found;
}

/** Where the same operation came to something else, its operations show it again: they are kept. */
function explained(difference: Difference, found: CampaignFinding): CampaignFinding {
  const { result, finding } = found;
  if (result === null || !liesInProduction(difference)) return found;
  const { lines, first } = difference;
  return { ...found, lines, result: { ...result, steps: lines.length, digest: first?.digest ?? result.digest, finding } };
}

/** Two runs of which only a checkpoint is known that differs; `why` ends the sentence that says so. */
export function unexplained({ checkpoint }: Suspect, result: SimulationResult | null, why: string): Finding {
  const steps = result?.steps ?? 0;
  const step = checkpoint === null ? 0 : Math.min(steps, Math.max(0, checkpoint - 1) * CHECKPOINT_STEPS);
  const until = checkpoint === null ? steps : Math.min(steps, checkpoint * CHECKPOINT_STEPS);
  return {
    judge: 'determinism',
    rule: 'same-seed-same-run',
    op: 'poll',
    step,
    nowNs: 0n,
    reason: `two runs of one seed parted between step ${step} and step ${until}`,
    expected: 'the same seed gives the same run in another process',
    got: `they parted between step ${step} and step ${until}; ${why}`,
  };
}

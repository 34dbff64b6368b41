import type { HuntParty } from './mutant-runner.ts';
import type { HuntResult } from './mutant-task.ts';
import type { Mutant } from './mutant.ts';

/** What came of the campaigns against one bug: one result each. */
export interface HuntReport {
  readonly mutant: Mutant;
  readonly results: readonly HuntResult[];
}

/** How to go against every bug. */
export interface CampaignsPlan {
  /** Seeds of each campaign. */
  readonly campaigns: readonly (readonly string[])[];
  readonly shrinkRunsMax: number;
  /** Told after each bug. */
  readonly onReport?: (report: HuntReport) => void;
}

/** Makes all campaigns against each bug. In the order of the bugs; null for one that was not finished. */
export async function huntCampaigns(
  party: HuntParty,
  mutants: readonly Mutant[],
  { campaigns, shrinkRunsMax, onReport }: CampaignsPlan,
): Promise<(HuntReport | null)[]> {
  return party.each(mutants, async (mutant, hunt) => {
    const results: HuntResult[] = [];
    for (const seeds of campaigns) {
      const result = await hunt({ seeds, shrinkRunsMax });
      if (result === null) return null;
      results.push(result);
    }
    const report = { mutant, results };
    onReport?.(report);
    return report;
  });
}

import { HANG_MS, HuntLane } from './hunt-lane.ts';
import type { HuntResult } from './hunt-task.ts';
import { plantMutant } from './load-mutant.ts';
import type { Mutant } from './mutant.ts';

/** One planted bug and the campaigns that are to find it. */
export interface HuntJob {
  readonly mutant: Mutant;
  /** Seeds of each campaign. */
  readonly campaigns: readonly (readonly string[])[];
  /** Rules left out. */
  readonly without: readonly string[];
  /** Runs to shrink what was found with; 0 leaves it as it is. */
  readonly shrinkRunsMax: number;
}

/** What came of a job: one result a campaign. */
export interface HuntReport {
  readonly mutant: Mutant;
  readonly results: readonly HuntResult[];
}

/** Hunts planted bugs in processes of their own, and survives each of them. */
export class HuntParty {
  readonly #lanes: readonly HuntLane[];
  #isStopped = false;

  /** `workers` is how many hunts run side by side, `hangMs` the time without a sign of life after which one hangs. */
  constructor(workers: number, hangMs: number = HANG_MS) {
    this.#lanes = Array.from({ length: workers }, () => new HuntLane(hangMs));
  }

  /**
   * Makes all hunts. In the order of the jobs; null for one that was not finished before {@link stop}. Throws if a mutant does
   * not fit what was compiled.
   */
  async run(jobs: readonly HuntJob[], onReport: (report: HuntReport) => void = () => {}): Promise<(HuntReport | null)[]> {
    const reports = new Array<HuntReport | null>(jobs.length).fill(null);
    let next = 0;
    const work = async (lane: HuntLane): Promise<void> => {
      while (next < jobs.length && !this.#isStopped) {
        const at = next++;
        const report = await this.#huntOne(jobs[at], lane);
        reports[at] = report;
        if (report !== null) onReport(report);
      }
    };
    await Promise.all(this.#lanes.map(work));
    return reports;
  }

  /** Ends all hunts where they are. */
  stop(): void {
    this.#isStopped = true;
    for (const lane of this.#lanes) lane.stop();
  }

  async #huntOne({ mutant, campaigns, without, shrinkRunsMax }: HuntJob, lane: HuntLane): Promise<HuntReport | null> {
    const { folder, isWhole, dispose } = plantMutant(mutant);
    const results: HuntResult[] = [];
    try {
      for (const seeds of campaigns) {
        const result = await lane.hunt({ folder, isWhole, seeds, without, shrinkRunsMax });
        if (result === null) return null;
        results.push(result);
      }
    } finally {
      dispose();
    }
    return { mutant, results };
  }
}

import { HANG_MS, HuntLane } from './mutant-worker.ts';
import type { HuntResult } from './mutant-task.ts';
import { plantMutant } from './load-mutant.ts';
import type { Mutant } from './mutant.ts';

/** One campaign against a planted bug. */
export interface HuntOrder {
  readonly seeds: readonly string[];
  /** Rules left out; default none. */
  readonly without?: readonly string[];
  /** Runs to shrink what was found with; default 0, which leaves it as it is. */
  readonly shrinkRunsMax?: number;
}

/** Has one campaign made against the bug that is planted; null if it was stopped. */
export type Hunter = (order: HuntOrder) => Promise<HuntResult | null>;

/** Hunts planted bugs in processes of their own, and survives each of them. */
export class HuntParty {
  readonly #lanes: readonly HuntLane[];
  #isStopped = false;

  /** `workers` is how many hunts run side by side, `hangMs` the time without a sign of life after which one hangs. */
  constructor(workers: number, hangMs: number = HANG_MS) {
    this.#lanes = Array.from({ length: workers }, () => new HuntLane(hangMs));
  }

  /**
   * Plants one bug after another and lets `work` hunt it. What `work` answers, in the order of the bugs; null for one that was
   * not finished before {@link stop}. Rejects if a bug does not fit what was compiled.
   */
  async each<T>(mutants: readonly Mutant[], work: (mutant: Mutant, hunt: Hunter) => Promise<T | null>): Promise<(T | null)[]> {
    const answers = new Array<T | null>(mutants.length).fill(null);
    let next = 0;
    const alongLane = async (lane: HuntLane): Promise<void> => {
      while (next < mutants.length && !this.#isStopped) {
        const at = next++;
        answers[at] = await this.#withPlanted(mutants[at], lane, work);
      }
    };
    await Promise.all(this.#lanes.map(alongLane));
    return answers;
  }

  /** Ends all hunts where they are. */
  stop(): void {
    this.#isStopped = true;
    for (const lane of this.#lanes) lane.stop();
  }

  async #withPlanted<T>(mutant: Mutant, lane: HuntLane, work: (mutant: Mutant, hunt: Hunter) => Promise<T | null>): Promise<T | null> {
    const { folder, isWhole, dispose } = plantMutant(mutant);
    try {
      return await work(mutant, async ({ seeds, without = [], shrinkRunsMax = 0 }) =>
        this.#isStopped
          ? null
          : lane.hunt({
              folder,
              isWhole,
              seeds,
              order: mutant.order ?? 'by-seed',
              withFiled: mutant.needsRecording === true,
              without,
              shrinkRunsMax,
            }),
      );
    } finally {
      dispose();
    }
  }
}

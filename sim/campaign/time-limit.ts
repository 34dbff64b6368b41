import { shareOf } from '../data/duration.ts';
import type { Campaign, CampaignResult } from './campaign.ts';

/** Share of the time that is kept for what was found: to run it again, keep and shrink it. */
const RESERVE = { numerator: 1, denominator: 4, maxMs: 10_000 };
/** Share of the time that is kept for the last words. */
const MARGIN = { numerator: 1, denominator: 100, maxMs: 250 };

/** What is run, and cut off when its time is over. */
export type LimitedCampaign = Pick<Campaign, 'run' | 'hasFound' | 'interrupt' | 'endWithin'>;

/**
 * The time that a campaign may take, counted from the start of its process. It is over a little early where something was
 * found, so that there is time to keep it.
 */
export class TimeLimit {
  readonly #budgetMs: number;
  #isOver = false;

  /** `budgetMs` is null for time without end. */
  constructor(budgetMs: number | null) {
    this.#budgetMs = budgetMs ?? Number.POSITIVE_INFINITY;
  }

  /** Whether it was what ended the campaign. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Time that is left, milliseconds; none below 0. */
  leftMs(): number {
    return Math.max(0, this.#budgetMs - performance.now());
  }

  /** Time that is left to record and shrink what a campaign found, milliseconds: none where the user ended it. */
  leftFor({ isInterrupted }: Pick<CampaignResult, 'isInterrupted'>): number {
    return isInterrupted && !this.#isOver ? 0 : this.leftMs();
  }

  /** Runs a campaign, and ends it when its time is over. What it found may be recorded in the time that is left then. */
  async run(campaign: LimitedCampaign): Promise<CampaignResult> {
    const stopWatching = this.#watch(campaign);
    try {
      return await campaign.run();
    } finally {
      stopWatching();
      campaign.endWithin(this.leftMs());
    }
  }

  #watch(campaign: LimitedCampaign): () => void {
    if (this.#budgetMs === Number.POSITIVE_INFINITY) return () => {};
    const reserveMs = shareOf(this.#budgetMs, RESERVE);
    const marginMs = shareOf(this.#budgetMs, MARGIN);
    const end = (): void => {
      if (this.#isOver) return;
      this.#isOver = true;
      campaign.interrupt(this.leftMs());
    };
    const timers = [
      setTimeout(() => campaign.hasFound && end(), Math.max(0, this.leftMs() - reserveMs)),
      setTimeout(end, Math.max(0, this.leftMs() - marginMs)),
    ];
    return () => {
      for (const timer of timers) clearTimeout(timer);
    };
  }
}

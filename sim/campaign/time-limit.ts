/** Share of the time that is kept for what was found: to run it again, keep and shrink it. */
const RESERVE = { numerator: 1, denominator: 4, maxMs: 10_000 };
/** Share of the time that is kept for the last words. */
const MARGIN = { numerator: 1, denominator: 100, maxMs: 250 };

/** What is cut off when its time is over. */
export interface Limited {
  /** Whether anything was found so far. */
  readonly hasFound: () => boolean;
  /** Ends it; called once. What it found may be recorded for `rescueMs` more. */
  readonly interrupt: (rescueMs: number) => void;
}

/**
 * The time that a command may take, counted from the start of its process. It is over a little early where something was
 * found, so that there is time to keep it.
 */
export class TimeLimit {
  readonly #budgetMs: number;
  #isOver = false;

  /** `budgetMs` is null for time without end. */
  constructor(budgetMs: number | null) {
    this.#budgetMs = budgetMs ?? Number.POSITIVE_INFINITY;
  }

  /** Whether it was what ended the work. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Time that is left, milliseconds; none below 0. */
  leftMs(): number {
    return Math.max(0, this.#budgetMs - performance.now());
  }

  /** Watches over some work; the returned function stops that. */
  watch({ hasFound, interrupt }: Limited): () => void {
    if (this.#budgetMs === Number.POSITIVE_INFINITY) return () => {};
    const reserveMs = shareOf(this.#budgetMs, RESERVE);
    const marginMs = shareOf(this.#budgetMs, MARGIN);
    const end = (): void => {
      if (this.#isOver) return;
      this.#isOver = true;
      interrupt(this.leftMs());
    };
    const timers = [
      setTimeout(() => hasFound() && end(), Math.max(0, this.leftMs() - reserveMs)),
      setTimeout(end, Math.max(0, this.leftMs() - marginMs)),
    ];
    return () => {
      for (const timer of timers) clearTimeout(timer);
    };
  }
}

function shareOf(wholeMs: number, { numerator, denominator, maxMs }: typeof RESERVE): number {
  return Math.min(maxMs, (wholeMs * numerator) / denominator);
}

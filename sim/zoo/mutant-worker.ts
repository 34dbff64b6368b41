import { Child } from '../process/child.ts';
import { abnormalExitOf, hangFor, type AbnormalExit } from '../process/abnormal-exit.ts';
import type { Catch } from './detection.ts';
import type { HuntNews, HuntResult, HuntTask } from './mutant-task.ts';

/** Memory of a hunter for JavaScript objects, MB. */
const HEAP_MB = 512;

/** Time without a sign of life after which a hunter hangs, unless told otherwise; milliseconds. */
export const HANG_MS = 5000;

/** Hunts after which a hunter is relieved: what it has loaded stays in its memory. */
const HUNTS_MAX = 24;

type At = Extract<HuntNews, { at: unknown }>['at'];

interface Seat {
  readonly child: Child;
  hear: (text: string) => void;
  hunts: number;
  isDismissed: boolean;
}

/** One hunter at a time, and a new one after each that died. */
export class HuntLane {
  readonly #hangMs: number;
  #seat: Seat | null = null;

  /** `hangMs` is the time without a sign of life after which a hunter hangs. */
  constructor(hangMs: number) {
    this.#hangMs = hangMs;
  }

  /** Has one hunt made. Null if it was stopped. Rejects if the harness breaks: that is no finding. */
  async hunt(task: HuntTask): Promise<HuntResult | null> {
    if (this.#seat !== null && this.#seat.hunts >= HUNTS_MAX) this.stop();
    const seat = (this.#seat ??= hire());
    const { child } = seat;
    seat.hunts++;
    let at: At = ['', '', 0, 0, 0];
    let found: { caught: Catch | null; ms: number } | null = null;
    let isHung = false;
    const startMs = performance.now();
    const hang = (): NodeJS.Timeout =>
      setTimeout(() => {
        isHung = true;
        child.kill();
      }, this.#hangMs);
    let timer = hang();
    const told = new Promise<HuntResult>((resolve, reject) => {
      let partial = '';
      seat.hear = (text) => {
        clearTimeout(timer);
        timer = hang();
        const lines = (partial + text).split('\n');
        partial = lines.pop() ?? '';
        for (const line of lines) {
          const news = JSON.parse(line) as HuntNews;
          if ('at' in news) at = news.at;
          else if ('broke' in news) reject(new Error(`a hunter broke: ${news.broke}`));
          else if ('caught' in news) found = news;
          else if (found !== null) resolve({ ...found, shrunkTo: news.shrunkTo });
        }
      };
    });
    const died = child.ended.then((end): HuntResult | null => {
      if (seat.isDismissed) return null;
      if (this.#seat === seat) this.#seat = null;
      // It died over a shorter run than the one that was found.
      if (found !== null) return { ...found, shrunkTo: null };
      if (at[0] === '') throw new Error(`a hunter died before its first operation: ${isHung ? 'it hung' : abnormalExitOf(end).got}`);
      const abnormalExit = isHung ? hangFor(this.#hangMs) : abnormalExitOf(end);
      const caught = task.without.includes(abnormalExit.rule) ? null : deathCatch(abnormalExit, at);
      return { caught, ms: performance.now() - startMs, shrunkTo: null };
    });
    child.send(task);
    try {
      return await Promise.race([told, died]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the hunter; a hunt that is under way is null. */
  stop(): void {
    const seat = this.#seat;
    this.#seat = null;
    if (seat === null) return;
    seat.isDismissed = true;
    seat.child.kill();
  }
}

function hire(): Seat {
  const child = new Child(new URL('./mutant-process.js', import.meta.url), HEAP_MB);
  const seat: Seat = { child, hear: () => {}, hunts: 0, isDismissed: false };
  child.onText((text) => seat.hear(text));
  return seat;
}

function deathCatch({ rule, got }: AbnormalExit, [scenario, seed, step, runs, steps]: At): Catch {
  return { judge: 'no-throw', rule, op: null, reason: `${got}, after operation ${step}`, scenario, seed, runs, steps };
}

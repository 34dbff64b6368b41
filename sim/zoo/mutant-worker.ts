import { Child } from '../process/child.ts';
import type { AbnormalExit } from '../process/abnormal-exit.ts';
import type { Catch } from './detection.ts';
import type { MutantTasks } from './mutant-process.ts';
import type { At, HuntResult, HuntTask } from './mutant-task.ts';

/** Memory of a hunter for JavaScript objects, MB. */
const HEAP_MB = 512;

/** Time without a sign of life after which a hunter hangs, unless told otherwise; milliseconds. */
export const HANG_MS = 5000;

/** Hunts after which a hunter is relieved: what it has loaded stays in its memory. */
const HUNTS_MAX = 24;

/** One hunter at a time, and a new one after each that died. */
export class HuntLane {
  readonly #hangMs: number;
  #child: Child<MutantTasks> | null = null;
  #hunts = 0;

  /** `hangMs` is the time without a sign of life after which a hunter hangs. */
  constructor(hangMs: number) {
    this.#hangMs = hangMs;
  }

  /** Has one hunt made. Null if it was stopped. Rejects if the harness breaks: that is no finding. */
  async hunt(task: HuntTask): Promise<HuntResult | null> {
    if (++this.#hunts % HUNTS_MAX === 0) this.stop();
    const child = (this.#child ??= new Child<MutantTasks>(new URL('./mutant-process.js', import.meta.url), { heapMb: HEAP_MB }));
    let at: At | null = null;
    let found: Pick<HuntResult, 'caught' | 'ms'> | null = null;
    child.onLine((kind, [json]) => {
      if (kind === 'at') at = JSON.parse(json) as At;
      else if (kind === 'found') found = JSON.parse(json) as Pick<HuntResult, 'caught' | 'ms'>;
    });
    const startMs = performance.now();
    const outcome = await child.ask('hunt', task, { hangMs: this.#hangMs });
    if (outcome === null) return null;
    if ('answer' in outcome) return outcome.answer;
    this.#child = null;
    // All lines have arrived.
    return this.#afterExit(task, outcome.exit, at, found, performance.now() - startMs);
  }

  /** Ends the hunter; a hunt that is under way is null. */
  stop(): void {
    void this.#child?.kill();
    this.#child = null;
  }

  #afterExit(task: HuntTask, exit: AbnormalExit, at: At | null, found: Pick<HuntResult, 'caught' | 'ms'> | null, ms: number): HuntResult {
    // It died over a shorter run than the one that was found.
    if (found !== null) return { ...found, shrunkTo: null };
    if (at === null || exit.got.includes('code 1:')) throw new Error(`a hunter broke: ${exit.got}`);
    return { caught: task.without.includes(exit.rule) ? null : deathCatch(exit, at), ms, shrunkTo: null };
  }
}

function deathCatch({ rule, got }: AbnormalExit, [scenario, seed, step, runs, steps]: At): Catch {
  return { judge: 'no-throw', rule, op: null, reason: `${got}, after operation ${step}`, scenario, seed, runs, steps };
}

import { EXIT } from '../report/exit-code.ts';
import { verdictOf } from './judge-stage.ts';
import type { Stage, StageOutcome } from './stage.ts';

/** How to carry out the stages. */
export interface ScheduleOptions {
  readonly cores: number;
  /** Time for everything, milliseconds. */
  readonly budgetMs: number;
  /** Time that has gone by, milliseconds. */
  readonly elapsedMs: () => number;
  /** Carries one stage out in the time that it has. */
  readonly carryOut: (stage: Stage, budgetMs: number) => Promise<StageOutcome>;
  readonly isStopped: () => boolean;
  readonly onStart: (stage: Stage, budgetMs: number) => void;
  readonly onEnd: (outcome: StageOutcome) => void;
}

/** The least time for which a stage is begun at all, milliseconds. */
const LEAST_MS = 1000;
/** Time that is kept for the table and the reports, milliseconds. */
const LAST_WORDS_MS = 500;
/** The least share, where there is so much: any program needs a moment to start. */
const SHARE_LEAST_MS = 5000;

/**
 * Carries out the stages in their order, each as soon as the cores that it needs are idle. A stage for which no time is left
 * is not begun, and inconclusive. Resolves with one outcome for each, in their order.
 */
export async function schedule(stages: readonly Stage[], options: ScheduleOptions): Promise<StageOutcome[]> {
  const running = new Map<Promise<void>, number>();
  const outcomes = new Array<StageOutcome>(stages.length);
  for (const [at, stage] of stages.entries()) {
    const need = stage.cores === 'all' ? options.cores : 1;
    while (running.size > 0 && busy(running) + need > options.cores) await Promise.race(running.keys());
    const budgetMs = budgetOf(stage, options);
    const { needs } = stage;
    const lacking =
      needs === undefined ? undefined : outcomes.find((outcome) => outcome?.name === needs && outcome.verdict.exit !== EXIT.ok);
    if (options.isStopped() || lacking !== undefined || budgetMs < LEAST_MS) {
      const note = options.isStopped()
        ? 'interrupted before it was begun'
        : lacking !== undefined
          ? `not begun: ${lacking.name} did not pass`
          : 'there was no time left to begin it: --budget gives it more';
      const verdict = verdictOf(EXIT.inconclusive, note);
      outcomes[at] = { name: stage.name, budgetMs: Math.max(0, budgetMs), elapsedMs: 0, line: '', output: '', verdict };
      options.onEnd(outcomes[at]);
      continue;
    }
    options.onStart(stage, budgetMs);
    const carryOut = async (): Promise<void> => {
      outcomes[at] = await options.carryOut(stage, budgetMs);
      running.delete(task);
      options.onEnd(outcomes[at]);
    };
    const task = carryOut();
    running.set(task, need);
  }
  await Promise.all(running.keys());
  return outcomes;
}

function busy(running: ReadonlyMap<unknown, number>): number {
  return [...running.values()].reduce((sum, need) => sum + need, 0);
}

function budgetOf({ fills, sharePermille }: Stage, { budgetMs, elapsedMs }: ScheduleOptions): number {
  const leftMs = budgetMs - LAST_WORDS_MS - elapsedMs();
  return fills === true ? leftMs : Math.min(leftMs, Math.max(SHARE_LEAST_MS, (budgetMs * sharePermille) / 1000));
}

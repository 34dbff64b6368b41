import { Child } from '../process/child.ts';
import type { ExploreTask, ExploreTasks, Exploration } from './explore-worker.ts';
import { plantMutant } from './load-mutant.ts';
import type { Mutant } from './mutant.ts';

/** What exploring alone says of one planted bug. */
export interface ExploredMutant {
  readonly mutant: Mutant;
  readonly exploration: Exploration;
  /** Processor time of all processes and bugs together until it was done, milliseconds. */
  readonly doneAfterMs: number;
}

/** How to explore with planted bugs. */
export interface ExploreOptions {
  /** Bugs side by side. */
  readonly workers: number;
  /** See ExpanderOptions. */
  readonly isReduced: boolean;
  readonly stop: AbortSignal;
  /** Called after each bug. */
  readonly onDone: (mutant: Mutant) => void;
}

/** Time without a sign of life after which an operation hangs, milliseconds. */
const HANG_MS = 3000;
const HEAP_MB = 512;
/** Bugs after which a worker is relieved: what it has loaded stays in its memory, and slows down what comes after. */
const BUGS_MAX = 8;

/** Operations of the longest runs, by round: most bugs need few, and are found before any is looked for at length. */
const ROUNDS = [3, 4, Number.POSITIVE_INFINITY];

/**
 * Explores all domains with each bug of the production code, in processes that it survives: all bugs with short runs first, those that
 * are not found then with longer ones. In the order of the bugs; null for one that was not finished. Rejects if a bug does not fit what
 * was compiled.
 */
export async function exploreMutants(mutants: readonly Mutant[], options: ExploreOptions): Promise<(ExploredMutant | null)[]> {
  const answers = new Array<ExploredMutant | null>(mutants.length).fill(null);
  const cpuMs = mutants.map(() => 0);
  let doneAfterMs = 0;
  for (const lengthMax of ROUNDS) {
    const left = mutants.map((_, at) => at).filter((at) => answers[at] === null);
    await exploreRound(mutants, left, lengthMax, options, (at, exploration) => {
      cpuMs[at] += exploration.cpuMs;
      doneAfterMs += exploration.cpuMs;
      if (exploration.found === null && lengthMax !== ROUNDS.at(-1)) return;
      answers[at] = { mutant: mutants[at], exploration: { ...exploration, cpuMs: cpuMs[at] }, doneAfterMs };
      options.onDone(mutants[at]);
    });
  }
  return answers;
}

/** Explores with the bugs at the places `left`, several side by side, as far as runs of `lengthMax` operations. */
async function exploreRound(
  mutants: readonly Mutant[],
  left: readonly number[],
  lengthMax: number,
  { workers, stop, isReduced }: ExploreOptions,
  onExplored: (at: number, exploration: Exploration) => void,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    let child: Child<ExploreTasks> | null = null;
    const end = (): void => void child?.kill();
    stop.addEventListener('abort', end);
    try {
      for (let bugs = 1; next < left.length && !stop.aborted; bugs++) {
        const at = left[next++];
        child ??= new Child<ExploreTasks>(new URL('./explore-worker.js', import.meta.url), { heapMb: HEAP_MB });
        const exploration = await exploreOne(mutants[at], child, { isReduced, lengthMax });
        if (exploration === null) return;
        onExplored(at, exploration);
        if (bugs % BUGS_MAX !== 0 && exploration.found?.domain !== null) continue;
        await child.kill();
        child = null;
      }
    } finally {
      stop.removeEventListener('abort', end);
      await child?.kill();
    }
  };
  await Promise.all(Array.from({ length: workers }, lane));
}

/** Null if it was stopped. A process that ends is found for that. */
async function exploreOne(mutant: Mutant, child: Child<ExploreTasks>, limits: Omit<ExploreTask, 'module'>): Promise<Exploration | null> {
  const { module, dispose } = plantMutant(mutant);
  try {
    if (module === null) throw new Error(`${mutant.name} is no bug of the production code`);
    const outcome = await child.ask('explore', { module, ...limits }, { hangMs: HANG_MS });
    if (outcome === null) return null;
    if ('answer' in outcome) return outcome.answer;
    if (!outcome.hasStarted) throw new Error(`exploring with ${mutant.name} broke: ${outcome.exit.got}`);
    const found = { signature: `no-throw/${outcome.exit.rule}`, domain: null, operations: null };
    // What it had done by then went with it; what it was about took no longer than this.
    return { found, states: 0, transitions: 0, cpuMs: HANG_MS };
  } finally {
    dispose();
  }
}

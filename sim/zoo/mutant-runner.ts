import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Child } from '../process/child.ts';
import { plantMutant, type PlantedMutant } from './load-mutant.ts';
import type { Detection, MutantTask, MutantTasks } from './mutant-worker.ts';
import type { Mutant } from './mutant.ts';

/** One campaign against a planted bug. */
export interface DetectionOrder {
  readonly seeds: readonly string[];
  /** Rules left out; default none. */
  readonly without?: readonly string[];
  /** Runs to shrink what was detected with; default 0, which leaves it as it is. */
  readonly shrinkRunsMax?: number;
}

/** What is known of one campaign against a planted bug. */
export interface DetectionResult {
  /** Null if the campaign was not red. */
  readonly detection: Detection | null;
  /** Time that it took, milliseconds. */
  readonly ms: number;
  /** Operations left after shrinking; null where nothing was shrunk. */
  readonly shrunkTo: number | null;
}

/** Runs one campaign against the bug that is planted; null if it was stopped. */
export type Detect = (order: DetectionOrder) => Promise<DetectionResult | null>;

/** What came of the campaigns against one bug: one result each. */
export interface MutantReport {
  readonly mutant: Mutant;
  readonly results: readonly DetectionResult[];
}

/** Time without a sign of life after which a run hangs, unless told otherwise; milliseconds. */
const HANG_MS = 3000;
/** The same for a mutant worker, which waits for runs that hang, and looks into them. */
const SILENT_MS = 120_000;
/** Where a worker runs campaigns against one bug after another; another takes its place when it ends. */
interface Slot {
  child: Child<MutantTasks> | null;
}

/** A campaign that came to no end: its process ended, or gave no sign of life. */
export interface BrokenCampaign {
  readonly mutant: Mutant;
  /** How its process ended. */
  readonly got: string;
}

/** Runs campaigns against planted bugs in processes, and survives each of them. */
export class MutantRunner {
  readonly #hangMs: number;
  readonly #slots: readonly Slot[];
  readonly #children = new Set<Child<MutantTasks>>();
  readonly #broken: BrokenCampaign[] = [];
  #isStopped = false;

  /** `workers` is how many bugs are run side by side, `hangMs` the time without a sign of life after which a run hangs. */
  constructor(workers: number, hangMs: number = HANG_MS) {
    this.#hangMs = hangMs;
    this.#slots = Array.from({ length: workers }, () => ({ child: null }));
  }

  /**
   * Plants one bug after another and lets `work` detect it. What `work` answers, in the order of the bugs; null for one that was
   * not finished before {@link stop}, or whose campaign broke. Rejects if a bug does not fit what was compiled.
   */
  async each<T>(mutants: readonly Mutant[], work: (mutant: Mutant, detect: Detect) => Promise<T | null>): Promise<(T | null)[]> {
    const answers = new Array<T | null>(mutants.length).fill(null);
    let next = 0;
    const runIn = async (slot: Slot): Promise<void> => {
      while (next < mutants.length && !this.#isStopped) {
        const at = next++;
        answers[at] = await this.#withPlanted(mutants[at], slot, work);
      }
    };
    await Promise.all(this.#slots.map(runIn));
    return answers;
  }

  /** Runs all campaigns against each bug, and calls back after each bug. In the order of the bugs; null for one that was not finished. */
  async runCampaigns(
    mutants: readonly Mutant[],
    campaigns: readonly (readonly string[])[],
    shrinkRunsMax: number,
    onReport: (report: MutantReport) => void = () => {},
  ): Promise<(MutantReport | null)[]> {
    return this.each(mutants, async (mutant, detect) => {
      const results: DetectionResult[] = [];
      for (const seeds of campaigns) {
        const result = await detect({ seeds, shrinkRunsMax });
        if (result === null) return null;
        results.push(result);
      }
      const report = { mutant, results };
      onReport(report);
      return report;
    });
  }

  /** Campaigns that broke so far; what they were to tell is not known. */
  get broken(): readonly BrokenCampaign[] {
    return this.#broken;
  }

  /** Ends all campaigns where they are. */
  stop(): void {
    this.#isStopped = true;
    for (const child of this.#children) void child.kill();
  }

  async #withPlanted<T>(mutant: Mutant, ownSlot: Slot, work: (mutant: Mutant, detect: Detect) => Promise<T | null>): Promise<T | null> {
    const planted = plantMutant(mutant);
    // A changed harness runs in a worker of its own.
    const slot = planted.isWhole ? { child: null } : ownSlot;
    try {
      return await work(mutant, async (order) => (this.#isStopped ? null : this.#detect(slot, planted, mutant, order)));
    } finally {
      if (planted.isWhole) await slot.child?.kill();
      planted.dispose();
    }
  }

  async #detect(slot: Slot, planted: PlantedMutant, mutant: Mutant, order: DetectionOrder): Promise<DetectionResult | null> {
    const { seeds, without = [], shrinkRunsMax = 0 } = order;
    const task: MutantTask = {
      module: planted.module,
      seeds,
      order: mutant.order ?? 'by-seed',
      withFiled: mutant.needsRecording === true,
      without,
      hangMs: this.#hangMs,
    };
    const child = (slot.child ??= this.#start(planted));
    const outcome = await child.ask('detect', task, { hangMs: SILENT_MS });
    if (outcome === null) return null;
    if ('exit' in outcome) {
      slot.child = null;
      this.#broken.push({ mutant, got: outcome.exit.got });
      return null;
    }
    const { detection, ms } = outcome.answer;
    if (detection === null || detection.op === null || shrinkRunsMax === 0) return { detection, ms, shrunkTo: null };
    const shrunk = await child.ask('shrink', { task, detection, runsMax: shrinkRunsMax }, { hangMs: this.#hangMs });
    if (shrunk === null) return null;
    if ('answer' in shrunk) return { detection, ms, shrunkTo: shrunk.answer };
    // A shorter run than the one that was found has ended the process, or hung.
    slot.child = null;
    return { detection, ms, shrunkTo: null };
  }

  #start({ folder, isWhole }: PlantedMutant): Child<MutantTasks> {
    const program = isWhole ? pathToFileURL(join(folder, 'sim/zoo/mutant-worker.js')) : new URL('./mutant-worker.js', import.meta.url);
    const child = new Child<MutantTasks>(program);
    this.#children.add(child);
    return child;
  }
}

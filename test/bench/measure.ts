import { Child } from '../../sim/process/child.ts';
import { groupsOf } from './all-cases.ts';
import type { BenchCase } from './bench-case.ts';
import type { MeasurerTasks } from './measurer.ts';

/** How long to measure. */
export interface Effort {
  readonly rounds: number;
  /** Time of one case in one round, at least. */
  readonly roundNs: number;
  /** Time of one case before the first round, at least. */
  readonly warmUpNs: number;
}

/**
 * Nanoseconds an operation, by case and round. Each case runs in a process of its own, as in one process each would run
 * code that the engine has compiled for all of them. Every round runs every case of a group once, so that a slow spell of
 * the machine meets a case and its peer alike. `measurer` is the program of such a process.
 */
export async function measure(cases: readonly BenchCase[], effort: Effort, measurer: URL): Promise<ReadonlyMap<string, readonly number[]>> {
  const figures = new Map<string, readonly number[]>();
  for (const group of groupsOf(cases)) {
    const lanes = group.map(({ name }) => new Lane(name, measurer));
    const bounds = group.flatMap(({ rounds }) => rounds ?? []);
    if (bounds.length === 0) for (const lane of lanes) await lane.measure(effort.warmUpNs);
    const times = lanes.map((): number[] => []);
    const rounds = Math.min(effort.rounds, ...bounds);
    for (let round = 0; round < rounds; round++) {
      for (let at = 0; at < lanes.length; at++) times[at].push(await lanes[at].measure(effort.roundNs));
    }
    for (const lane of lanes) await lane.close();
    group.forEach(({ name }, at) => figures.set(name, times[at]));
  }
  return figures;
}

/** A process that measures one case when it is told to. */
class Lane {
  readonly #name: string;
  readonly #child: Child<MeasurerTasks>;

  constructor(name: string, measurer: URL) {
    this.#name = name;
    this.#child = new Child(measurer);
  }

  /** Measures for at least `spanNs`; nanoseconds an operation. Rejects if the process ends instead. */
  async measure(spanNs: number): Promise<number> {
    const outcome = await this.#child.ask('measure', { name: this.#name, spanNs });
    if (outcome !== null && 'answer' in outcome) return outcome.answer;
    throw new Error(`the process that measures ${this.#name} ended: ${outcome?.exit.got}`);
  }

  async close(): Promise<void> {
    await this.#child.kill();
  }
}

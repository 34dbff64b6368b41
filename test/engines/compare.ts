import { MARK_STEPS, tellSteps, record, type Job, type RecordedRun, type ToldStep } from './recorder.ts';

/** What an engine is asked. */
export type Task =
  | { readonly kind: 'record'; readonly job: Job }
  | { readonly kind: 'tell'; readonly job: Job; readonly from: number; readonly to: number };

/** What it answers. */
export type Answer = RecordedRun | readonly ToldStep[] | { readonly failed: string };

/** An engine that runs what Node runs. */
export interface Engine {
  readonly name: string;
  ask(task: Task): Promise<Answer>;
}

/** A run that is not the same in an engine as in Node. */
export interface Difference {
  readonly job: string;
  /** The first step that differs, counted from 0, with what Node and the engine say of it. */
  readonly step: number;
  readonly node: string;
  readonly engine: string;
}

/** What an engine came to. */
export interface Comparison {
  readonly engine: string;
  readonly runs: number;
  readonly steps: number;
  readonly differences: readonly Difference[];
}

/** Node's own answers, made once. */
export class NodeRecorder {
  readonly #known = new Map<Job, RecordedRun>();

  record(job: Job): RecordedRun {
    const known = this.#known.get(job);
    if (known !== undefined) return known;
    const made = record(job);
    this.#known.set(job, made);
    return made;
  }
}

/** Has an engine run every job, and holds what it says against what Node says, mark by mark. */
export async function compare(engine: Engine, jobs: readonly Job[], node: NodeRecorder): Promise<Comparison> {
  const differences: Difference[] = [];
  let steps = 0;
  for (const job of jobs) {
    const answer = await engine.ask({ kind: 'record', job });
    const own = node.record(job);
    steps += own.steps;
    if (JSON.stringify(answer) !== JSON.stringify(own)) differences.push(await firstDifference(engine, job, own, answer));
  }
  return { engine: engine.name, runs: jobs.length, steps, differences };
}

async function firstDifference(engine: Engine, job: Job, own: RecordedRun, answer: Answer): Promise<Difference> {
  const name = job.seed === null ? job.name : `${job.name} seed ${job.seed}`;
  if ('failed' in answer) return { job: name, step: 0, node: `${own.steps} steps`, engine: answer.failed };
  const marks = 'marks' in answer ? answer.marks : [];
  const differing = own.marks.findIndex((mark, at) => mark !== marks[at]);
  const from = Math.max(0, differing) * MARK_STEPS;
  const to = from + MARK_STEPS;
  const [here, there] = [tellSteps(job, from, to), await engine.ask({ kind: 'tell', job, from, to })];
  const told = Array.isArray(there) ? (there as readonly ToldStep[]) : [];
  const at = here.findIndex(({ op, digest }, place) => told[place]?.op !== op || told[place]?.digest !== digest);
  if (at < 0) {
    const shown = 'marks' in answer ? `${answer.steps} steps, ${answer.finding ?? 'no finding'}` : 'no recorded run';
    return { job: name, step: own.steps, node: `${own.steps} steps, ${own.finding ?? 'no finding'}`, engine: shown };
  }
  return { job: name, step: from + at, node: sentence(here[at]), engine: sentence(told[at]) };
}

function sentence(step: ToldStep | undefined): string {
  return step === undefined ? 'no such step' : `digest ${step.digest} after ${step.op}`;
}

import { formatOp } from '../data/ops/op-format.ts';
import type { Op } from '../data/ops/op.ts';
import { describeSteps, sentencesOf } from '../findings/failure-report/failure-report.ts';
import { Replay } from '../findings/replay/replay.ts';
import { signatureOf, type Finding } from '../oracle/finding.ts';
import { giveSign, serveTasks } from '../process/in-child.ts';
import { Run } from '../run/run.ts';
import { productionUnderTest } from '../subject/production-under-test.ts';
import type { SeededRun } from '../world/seeded-run.ts';
import type { Draw } from './forked-entropy.ts';
import { infectionOf, type Infection } from './infection.ts';
import { readingOf } from './reading.ts';
import { turningPoint } from './turning-point.ts';
import {
  endOf,
  resolveRun,
  runTail,
  runWhole,
  WHOLE,
  type FailingRun,
  type Kept,
  type ResolvedRun,
  type Tail,
  type TailEnd,
} from './tail.ts';

// A worker of a location: a process that makes the tails of one run.

/** A failing run, looked at as a whole. */
export interface WholeRun {
  readonly finding: Finding | null;
  readonly steps: number;
  readonly digest: string;
  /** What the scenario drew, flat: the configuration, and each value of the world. */
  readonly plan: PlanValues;
  /** Draws made for it. */
  readonly planDraws: number;
  readonly infection: Infection | null;
}

/** The values of a plan by their path, such as `observer.capacity`. */
export type PlanValues = Readonly<Record<string, string>>;

/** Tails of one part that is kept. */
export interface TailsTask {
  readonly kept: Kept;
  readonly from: number;
  readonly to: number;
}

/** An operation of a run, and what was drawn for it. */
export interface Turn {
  readonly step: number;
  readonly sentence: string;
  /** Those of the world alone where it is the first. */
  readonly draws: readonly NumberedDraw[];
}

/** A draw, and its place among all draws of the run. */
export interface NumberedDraw extends Draw {
  readonly number: number;
}

/** Where a run and a tail of it part: the first operation that is not the same. */
export interface Parting {
  readonly step: number;
  readonly failing: string;
  readonly passing: string;
}

/** Tails that keep `step` operations, and do not fail as the run did by operation `until`; null for at all. */
export interface UseTask {
  readonly step: number;
  readonly numbers: readonly number[];
  readonly until: number | null;
}

const production = await productionUnderTest();
let run: ResolvedRun | null = null;
let signature = '';

function settled(): ResolvedRun {
  if (run === null) throw new Error('no run was told');
  return run;
}

function copyOf(op: Op): Op {
  return 'bytes' in op ? { ...op, bytes: op.bytes.slice() } : { ...op };
}

/** The operations of a tail, as many as asked for, and the draws for each. */
function opsOf(tail: Tail): { readonly ops: readonly Op[]; readonly drawsFor: (step: number) => readonly NumberedDraw[] } {
  const ops: Op[] = [];
  const draws: { readonly step: number; readonly draw: NumberedDraw }[] = [];
  let made = 0;
  const watcher = {
    onOp: (op: Op): void => {
      giveSign();
      ops.push(copyOf(op));
    },
    // What the plan drew belongs to no operation.
    onPlan: (): void => void (draws.length = 0),
    onDraw: (draw: Draw): void => void draws.push({ step: ops.length, draw: { ...draw, number: made++ } }),
  };
  runTail(settled(), tail, production, watcher);
  return { ops, drawsFor: (step) => draws.filter((one) => one.step === step).map(({ draw }) => draw) };
}

const tasks = {
  settings: async (asked: { readonly run: FailingRun; readonly signature: string }): Promise<void> => {
    run = await resolveRun(asked.run);
    ({ signature } = asked);
  },
  /** Makes the run as it is, and looks for its infection. */
  whole: (): WholeRun => {
    const ops: Op[] = [];
    let plan: PlanValues = {};
    let planDraws = -1;
    let draws = 0;
    const result = runWhole(settled(), production, {
      onOp: (op) => {
        giveSign();
        ops.push(copyOf(op));
      },
      onDraw: () => draws++,
      onPlan: (made) => {
        plan = planValues(made);
        planDraws = draws;
      },
    });
    const { finding, steps: made, digest } = result;
    giveSign();
    return { finding, steps: made, digest, plan, planDraws, infection: infectionOf(ops, production) };
  },
  tails: ({ kept, from, to }: TailsTask): TailEnd[] =>
    Array.from({ length: to - from }, (_, at) =>
      endOf(runTail(settled(), { kept, number: from + at }, production, { onOp: giveSign }), signature),
    ),
  /** The plans of tails, for the names of what another draw changes in them. */
  plans: ({ kept, from, to }: TailsTask): PlanValues[] =>
    Array.from({ length: to - from }, (_, at) => {
      let plan: PlanValues = {};
      const { settings } = settled();
      const onPlan = (made: SeededRun): void => void (plan = planValues(made));
      runTail({ ...settled(), settings: { ...settings, stepsMax: 1 } }, { kept, number: from + at }, production, { onPlan });
      return plan;
    }),
  turn: (step: number): Turn => {
    const { ops, drawsFor } = opsOf(WHOLE);
    return { step, sentence: told(ops, step), draws: drawsFor(step) };
  },
  /** Where a tail parts from the run. */
  parting: (tail: Tail): Parting => {
    const { ops } = opsOf(WHOLE);
    const other = opsOf(tail).ops;
    const ends = Math.min(ops.length, other.length);
    let step = 0;
    while (step < ends && formatOp(ops[step]) === formatOp(other[step])) step++;
    return { step, failing: told(ops, step), passing: told(other, step) };
  },
  /** The operation that uses what was drawn for operation `step` so that the run fails; a datagram is used by the poll that reads it. */
  use: ({ step, numbers, until }: UseTask): number => {
    const { ops } = opsOf(WHOLE);
    const last = until ?? Number.POSITIVE_INFINITY;
    const tails = numbers.map((number) => opsOf({ kept: { operations: step }, number }).ops);
    const at = turningPoint(ops, tails, step, (mixed) => failsSo(mixed, last));
    return readingOf(ops, at, production) ?? at;
  },
};

/** Whether operations fail as the run did, at operation `until` or before. */
function failsSo(ops: readonly Op[], until: number): boolean {
  const made = new Run({ check: settled().settings.check, production, folds: false });
  const replay = Replay.of(ops, made, until + 1);
  while (replay.advance()) giveSign();
  return made.finding !== null && made.finding.step <= until && signatureOf(made.finding) === signature;
}

/** An operation in words; that there is none where the run is shorter. */
function told(ops: readonly Op[], step: number): string {
  if (step >= ops.length) return 'the run is over';
  return sentencesOf(describeSteps(ops.slice(0, step + 1), { production, folds: false }))[step] ?? 'the run is over';
}

function planValues({ plan: { config, world } }: SeededRun): PlanValues {
  const values: Record<string, string> = {};
  flatten(values, '', config);
  // Its names are those of the scenario file; what the configuration shows as well is named as there.
  if (world !== undefined) flatten(values, 'world', world);
  return values;
}

function flatten(values: Record<string, string>, path: string, value: unknown): void {
  if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) flatten(values, path === '' ? key : `${path}.${key}`, inner);
  } else values[path] = String(value);
}

/** What a worker of a location serves. */
export type InsightTasks = typeof tasks;

serveTasks(tasks);

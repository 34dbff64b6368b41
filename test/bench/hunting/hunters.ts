import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { formatOp } from '../../../sim/data/ops/op-format.ts';
import type { Op } from '../../../sim/data/ops/op.ts';
import { observerOp, observerStart, stepNs, trackerOp, trackerStart, type Timed } from '../../../sim/library/fast-check/operations.ts';
import { Run } from '../../../sim/run/run.ts';
import type { Production } from '../../../sim/subject/production.ts';
import { SCENARIOS } from '../../../sim/world/scenarios/index.ts';
import { simulate } from '../../../sim/world/seeded-run.ts';

/** Code with the bug in it, twice: what is driven, and what is counted beside it as in a worker of a campaign. */
interface Codes {
  readonly production: Production;
  readonly counts: Production;
}

/** Looks for the bug until it is found, and answers true, or until `isOver`, and answers false. */
type Hunter = (codes: Codes, seed: number, isOver: () => boolean) => Promise<boolean>;

const rejections: unknown[] = [];
process.on('unhandledRejection', (reason) => rejections.push(reason));

/** Whether what ran has left a promise behind that was rejected: a finding as any other. */
async function isRejected(): Promise<boolean> {
  await setImmediate();
  return rejections.length > 0;
}

/** Seeds of one hunt; those of another begin elsewhere. */
const SEEDS_APART = 1000;

/** All scenarios under one seed before the next seed, as a campaign has them, in this process. */
const campaign: Hunter = async (codes, seed, isOver) => {
  for (let next = 0; ; next++) {
    for (const scenario of SCENARIOS) {
      if (simulate(scenario, String(seed * SEEDS_APART + next), codes).finding !== null || (await isRejected())) return true;
      if (isOver()) return false;
    }
  }
};

/** An operation on a run of ours: production, model and every rule. */
class JudgedCommand implements fc.Command<{ nowNs: bigint }, Run> {
  readonly #timed: Timed;
  readonly #stepNs: bigint;

  constructor(timed: Timed, ns: bigint) {
    this.#timed = timed;
    this.#stepNs = ns;
  }

  check(): boolean {
    return true;
  }

  run(model: { nowNs: bigint }, real: Run): void {
    const nowNs = model.nowNs + this.#stepNs;
    model.nowNs = nowNs > 0n ? nowNs : 0n;
    const finding = real.step(this.#timed(model.nowNs));
    if (finding !== null) throw new Error(finding.reason);
  }

  toString(): string {
    return formatOp(this.#timed(0n));
  }
}

// Of 30, 60, 200 and 1000 commands a run, over seven bugs, 60 lose least: at 30 one of four hunts for a late stall finds nothing, at 200 and
// 1000 what a few commands show takes three and seven times as long. Nothing is shrunk.
const COMMANDS = { maxCommands: 60, size: 'max' } as const;
const RUNS = 100;

function sequences<Start extends Op>(start: fc.Arbitrary<Start>, opOf: (start: Start) => fc.Arbitrary<Timed>) {
  return start.chain((first) =>
    fc.tuple(
      fc.constant<Op>(first),
      fc.commands([fc.tuple(opOf(first), stepNs).map(([timed, ns]) => new JudgedCommand(timed, ns))], COMMANDS),
    ),
  );
}

const traffic = fc.oneof(
  sequences(trackerStart, () => trackerOp),
  sequences(observerStart, ({ listeners }) => observerOp(listeners)),
);

/** `fc.commands` over the same production code with the same model and rules. */
const commands: Hunter = async (codes, seed, isOver) => {
  const property = fc.property(traffic, ([start, sequence]) => {
    const real = new Run({ ...codes, folds: false });
    real.step(start);
    fc.modelRun(() => ({ model: { nowNs: 0n }, real }), sequence);
  });
  for (let next = 0; !isOver(); next++)
    if (fc.check(property, { seed: seed * SEEDS_APART + next, numRuns: RUNS, endOnFailure: true }).failed || (await isRejected()))
      return true;
  return false;
};

/** By name of the side. */
export const HUNTERS = { campaign, commands } as const satisfies Record<string, Hunter>;

/** See {@link HUNTERS}. */
export type Side = keyof typeof HUNTERS;

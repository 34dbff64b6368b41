import fc from 'fast-check';
import { formatOp } from '../../sim/data/ops/op-format.ts';
import type { NewOp, RecordOp } from '../../sim/data/ops/op.ts';
import { Run } from '../../sim/run/run.ts';
import { productionAgain } from '../../sim/subject/production-under-test.ts';
import { PRODUCTION, type Production } from '../../sim/subject/production.ts';
import type { OpsScript, Scenario } from '../../sim/world/scenarios/scenario.ts';
import { simulate } from '../../sim/world/seeded-run.ts';
import type { Batches, BenchCase } from './bench-case.ts';
import { THRESHOLD_NS } from './fleet.ts';

/** Runs of a batch. */
const RUNS = 2;
/** Beats of a run: from none to so many, each number as likely. */
const BEATS_MAX = 1000;
const START: NewOp = { op: 'new', capacity: 256, policy: 'strict', window: 256 };
/** As many pids as slots. */
const FIRST_PID = 2;
const LAST_PID = FIRST_PID + START.capacity - 1;
/** The largest of `fc.nat()`. */
const NONCE_MAX = 0x7fff_ffff;

/** The code under test, twice: what is driven, and what is counted beside it, as in a worker of a campaign. */
export interface Codes {
  readonly production: Production;
  readonly counts: Production;
}

function beatOf(pid: number, nonce: number): RecordOp {
  return {
    op: 'record',
    pid,
    nonce: BigInt(nonce),
    status: 'ok',
    now: 0n,
    threshold: THRESHOLD_NS,
    origin: 'kernel-attested',
    ns: null,
  };
}

/** Beats on a table of their own: any pid and any nonce as likely as any other. */
const uniformBeats: Scenario = {
  name: 'uniform-beats',
  claim: 'Beats alone: what a judged step takes without a world.',
  build: (entropy) => ({
    config: {},
    ops: (function* (): OpsScript {
      yield START;
      for (let left = entropy.int(0, BEATS_MAX); left > 0; left--)
        yield beatOf(entropy.int(FIRST_PID, LAST_PID), entropy.int(0, NONCE_MAX));
    })(),
  }),
};

/** The beats under seeds, as a campaign makes its runs: production, model, every rule and the digest. */
export function seededBeats(codes: Codes): Batches {
  let seed = 1;
  const run = (): number => {
    let beats = 0;
    for (let runs = 0; runs < RUNS; runs++) {
      const { steps, finding } = simulate(uniformBeats, String(seed++), codes);
      if (finding !== null) throw new Error(finding.reason);
      beats += steps - 1;
    }
    return Math.max(1, beats);
  };
  return { run };
}

/** A beat, told to a run of ours. */
class JudgedBeatCommand implements fc.Command<object, Run> {
  readonly #op: RecordOp;

  constructor(pid: number, nonce: number) {
    this.#op = beatOf(pid, nonce);
  }

  check(): boolean {
    return true;
  }

  run(_model: object, real: Run): void {
    const finding = real.step(this.#op);
    if (finding !== null) throw new Error(finding.reason);
  }

  toString(): string {
    return formatOp(this.#op);
  }
}

/** The same beats under `fc.commands`: production, model and every rule. */
export function fastCheckBeats(codes: Codes): Batches {
  let steps = 0;
  const beat = fc
    .tuple(fc.integer({ min: FIRST_PID, max: LAST_PID }), fc.nat(NONCE_MAX))
    .map(([pid, nonce]) => new JudgedBeatCommand(pid, nonce));
  const property = fc.property(fc.commands([beat], { maxCommands: BEATS_MAX, size: 'max' }), (sequence) => {
    const real = new Run({ ...codes, folds: false });
    real.step(START);
    fc.modelRun(() => ({ model: {}, real }), sequence);
    steps += real.steps - 1;
  });
  let seed = 1;
  const run = (): number => {
    steps = 0;
    fc.assert(property, { numRuns: RUNS, seed: seed++ });
    return Math.max(1, steps);
  };
  return { run };
}

async function codesOfSrc(): Promise<Codes> {
  return { production: PRODUCTION, counts: await productionAgain(null) };
}

/** The same beats, model and rules by both runners. In the rounds of `model-run-step`, so that all three are compared. */
export function judgedBeatCases(): BenchCase[] {
  return [
    {
      name: 'judged-beat',
      what: 'a judged beat by our own runner: uniform beats from seeds, digest included',
      peer: 'model-run-step',
      make: async () => seededBeats(await codesOfSrc()),
    },
    {
      name: 'judged-model-run-step',
      what: 'the same beats, model and rules under fc.commands, no digest',
      peer: 'model-run-step',
      make: async () => fastCheckBeats(await codesOfSrc()),
    },
  ];
}

import fc from 'fast-check';
import { formatOp } from '../../sim/data/ops/op-format.ts';
import type { RecordOp } from '../../sim/data/ops/op.ts';
import { Run } from '../../sim/run/run.ts';
import { Tracker, type Update } from '../../src/index.ts';
import type { Batches, BenchCase } from './bench-case.ts';
import { THRESHOLD_NS } from './fleet.ts';
import { MapTracker } from './map-tracker.ts';

const CAPACITY = 256;
const COMMANDS_MAX = 1000;
const RUNS = 2;

let carriedOut = 0;

/** A beat, told to both, whose answers must be the same. */
class BeatCommand implements fc.Command<MapTracker, Tracker> {
  readonly #pid: number;
  readonly #nonce: bigint;

  constructor(pid: number, nonce: number) {
    this.#pid = pid;
    this.#nonce = BigInt(nonce);
  }

  check(): boolean {
    return true;
  }

  run(model: MapTracker, real: Tracker): void {
    carriedOut++;
    const beat = { pid: this.#pid, nonce: this.#nonce, status: 'ok' as const };
    const expected: Update = model.record(beat, 0n, 'kernel-attested', null);
    const got = real.record(beat, 0n, THRESHOLD_NS, 'kernel-attested', null);
    if (got !== expected) throw new Error(`the model says ${expected}, the tracker ${got}`);
  }

  toString(): string {
    return `beat(${this.#pid}, ${this.#nonce})`;
  }
}

/** A beat, told to a run of ours: production, model and every rule. */
class JudgedBeatCommand implements fc.Command<object, Run> {
  readonly #op: RecordOp;

  constructor(pid: number, nonce: number) {
    this.#op = {
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

  check(): boolean {
    return true;
  }

  run(_model: object, real: Run): void {
    carriedOut++;
    const finding = real.step(this.#op);
    if (finding !== null) throw new Error(finding.reason);
  }

  toString(): string {
    return formatOp(this.#op);
  }
}

function commandBatches<Model extends object, Real>(
  command: new (pid: number, nonce: number) => fc.Command<Model, Real>,
  setUp: () => { model: Model; real: Real },
): Batches {
  const beat = fc.tuple(fc.integer({ min: 2, max: CAPACITY + 1 }), fc.nat()).map(([pid, nonce]) => new command(pid, nonce));
  const commands = fc.commands([beat], { maxCommands: COMMANDS_MAX, size: 'max' });
  const property = fc.property(commands, (sequence) => fc.modelRun(setUp, sequence));
  let seed = 1;
  const run = (): number => {
    carriedOut = 0;
    fc.assert(property, { numRuns: RUNS, seed: seed++ });
    return Math.max(1, carriedOut);
  };
  return { run };
}

function judgedRun(): Run {
  const run = new Run({ folds: false });
  run.step({ op: 'new', capacity: CAPACITY, policy: 'strict', window: 256 });
  return run;
}

/**
 * The yardsticks: the same tracker under fast-check's runner, with the Map of objects as its model and no rule; and with our model
 * and our rules, which a step of ours is to be compared with.
 */
export function modelRunCases(): BenchCase[] {
  return [
    {
      name: 'model-run-step',
      what: 'yardstick: a beat under fast-check’s fc.modelRun',
      make: () => commandBatches(BeatCommand, () => ({ model: new MapTracker(CAPACITY), real: new Tracker({ capacity: CAPACITY }) })),
    },
    {
      name: 'judged-model-run-step',
      what: 'the same with our model and our rules',
      peer: 'model-run-step',
      make: () => commandBatches(JudgedBeatCommand, () => ({ model: {}, real: judgedRun() })),
    },
  ];
}

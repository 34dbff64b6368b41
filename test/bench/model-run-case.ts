import fc from 'fast-check';
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

function commandBatches(): Batches {
  const beat = fc.tuple(fc.integer({ min: 2, max: CAPACITY + 1 }), fc.nat()).map(([pid, nonce]) => new BeatCommand(pid, nonce));
  const commands = fc.commands([beat], { maxCommands: COMMANDS_MAX, size: 'max' });
  const setUp = (): { model: MapTracker; real: Tracker } => ({
    model: new MapTracker(CAPACITY),
    real: new Tracker({ capacity: CAPACITY }),
  });
  const property = fc.property(commands, (sequence) => fc.modelRun(setUp, sequence));
  let seed = 1;
  const run = (): number => {
    carriedOut = 0;
    fc.assert(property, { numRuns: RUNS, seed: seed++ });
    return Math.max(1, carriedOut);
  };
  return { run };
}

/** The yardstick: the same tracker under fast-check's runner, with the Map of objects as its model and no rule. */
export function modelRunCase(): BenchCase {
  return { name: 'model-run-step', what: 'yardstick: a beat under fast-check’s fc.modelRun', make: commandBatches };
}

import fc from 'fast-check';
import { formatOp } from '../../data/ops/op-format.ts';
import { GET_FIELDS, TAKE_COUNTERS, type Exchange, type NewOp, type TrackerOp } from '../../data/ops/op.ts';
import { formatReplyLine } from '../../data/ops/reply-format.ts';
import { Run } from '../../run/run.ts';
import type { TrackerUnderTest } from '../../subject/foreign/tracker-module.ts';
import { BEAT_PARTS } from './operations.ts';

/** The state beside yours in `fc.modelRun`: a judged tracker of ours, whose replies are the right ones. */
export class TrackerModel {
  readonly #run = new Run({ folds: false });
  /** Time of the last operation, nanoseconds. */
  nowNs = 0n;

  /** With the options that yours is created with. */
  constructor(options: Omit<NewOp, 'op'>) {
    this.#run.step({ op: 'new', ...options });
  }

  /** The right reply to an operation, as a line of JSON. Throws where our own tracker breaks a rule. */
  replyTo(op: TrackerOp): string {
    const finding = this.#run.step(op);
    if (finding !== null) throw new Error(`our own tracker breaks ${finding.rule}: ${finding.reason}`);
    return formatReplyLine(this.#run.exchange as Exchange);
  }
}

/** A command on a tracker of your own beside {@link TrackerModel}. */
export type TrackerCommand = fc.Command<TrackerModel, TrackerUnderTest>;

type Make = (nowNs: bigint) => TrackerOp;

/** Carries one operation out on both, and compares the replies. */
class OperationCommand implements TrackerCommand {
  readonly #make: Make;
  readonly #stepNs: bigint;
  #shown = '';

  constructor(make: Make, stepNs: bigint) {
    this.#make = make;
    this.#stepNs = stepNs;
  }

  check(): boolean {
    return true;
  }

  run(model: TrackerModel, real: TrackerUnderTest): void {
    model.nowNs = model.nowNs + this.#stepNs > 0n ? model.nowNs + this.#stepNs : 0n;
    const op = this.#make(model.nowNs);
    this.#shown = formatOp(op);
    const expected = model.replyTo(op);
    const got = formatReplyLine({ kind: op.op, op, reply: replyOf(real, op) } as unknown as Exchange);
    if (got !== expected) throw new Error(`${this.#shown} gave ${got}, expected ${expected}`);
  }

  toString(): string {
    return this.#shown === '' ? formatOp(this.#make(0n)) : this.#shown;
  }
}

function replyOf(real: TrackerUnderTest, op: TrackerOp): unknown {
  switch (op.op) {
    case 'record':
      return real.record({ ...op, generation: op.generation ?? null });
    case 'drain':
      return real.drain(op.now, op.threshold);
    case 'take':
      return real.take?.(op.counter);
    case 'get':
      return real.get?.(op.field, op.pid);
    default:
      return real.len?.();
  }
}

/** Which commands are made, and with what. */
export interface TrackerCommandsOptions {
  /** What your tracker offers beside record and drain; default `take`, `get` and `len`. */
  readonly offers?: readonly ('take' | 'get' | 'len')[];
  /** Pids from 2 to this; default 9. */
  readonly pidMax?: number;
  /** Silence after which a pid is stalled, nanoseconds; default 100. */
  readonly thresholdNs?: bigint;
}

/** Arbitraries of commands for `fc.commands`: beats, drains, and what else your tracker offers, with times around one and ten thresholds. */
export function trackerCommands(options: TrackerCommandsOptions = {}): fc.Arbitrary<TrackerCommand>[] {
  const { offers = ['take', 'get', 'len'], pidMax = 9, thresholdNs: threshold = 100n } = options;
  const pid = fc.integer({ min: 2, max: pidMax });
  const stepNs = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(0n, 1n, threshold / 3n) },
    { weight: 2, arbitrary: fc.constantFrom(threshold - 1n, threshold, threshold + 1n, 10n * threshold, 10n * threshold + 1n, -threshold) },
  );
  const command = (make: fc.Arbitrary<Make>): fc.Arbitrary<TrackerCommand> =>
    fc.tuple(make, stepNs).map(([one, step]) => new OperationCommand(one, step));
  const beat = fc.record({ ...BEAT_PARTS, pid });
  const record = command(
    beat.map((one): Make => (now) => ({ op: 'record', ...one, now, threshold })),
  );
  const others = {
    take: command(
      fc.constantFrom(...TAKE_COUNTERS).map((counter): Make => () => ({ op: 'take', counter })),
    ),
    get: command(
      fc.tuple(fc.constantFrom(...GET_FIELDS), pid).map(([field, one]): Make => () => ({ op: 'get', field, pid: one })),
    ),
    len: command(fc.constant<Make>(() => ({ op: 'len' }))),
  };
  return [
    record,
    record,
    record,
    command(fc.constant<Make>((now) => ({ op: 'drain', now, threshold }))),
    ...offers.map((name) => others[name]),
  ];
}

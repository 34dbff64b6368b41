import { formatOp } from '../../data/ops/op-format.ts';
import type { Op } from '../../data/ops/op.ts';
import { isRefusal } from '../../data/ops/refusal.ts';
import { parseTrace } from '../../data/trace/parse-trace.ts';
import { formatTraceHeader } from '../../data/trace/trace-header.ts';
import { stepTrace } from '../../findings/replay/replay-trace.ts';
import { headerFinding, type Finding } from '../../oracle/finding.ts';
import { Follower } from '../../run/follower.ts';
import { Run } from '../../run/run.ts';
import type { TrackerConnection } from '../../subject/foreign/tracker-connection.ts';
import type { World } from '../../world/world.ts';
import { SCENARIOS } from '../../world/scenarios/index.ts';
import type { Knobs, Plan } from '../../world/scenarios/scenario.ts';
import { SeededRun } from '../../world/seeded-run.ts';
import { Hand, type HandFault } from './hand-faults.ts';

/** What to run. */
export interface SessionOptions {
  /** The name of a scenario, and a seed; or the text of a trace. */
  readonly scenario: string;
  readonly seed: string;
  readonly knobs?: Knobs;
  /** Text of a trace that is run instead of the scenario; default none. */
  readonly trace?: string;
  /** A tracker that follows and whose replies are compared; default none. */
  readonly tracker?: TrackerConnection | null;
}

/** A run that goes on step by step, into which faults can be put by hand, and that becomes a trace. */
export class Session {
  readonly run: Run;
  readonly config: Plan['config'];
  readonly #options: SessionOptions;
  readonly #steps: Iterator<Op, unknown, void>;
  readonly #seeded: SeededRun | null;
  readonly #lines: string[] = [];
  readonly #told: string[] = [];
  readonly #hand: Hand | null;
  #isOver = false;

  /** Throws an Error with a sentence for a trace that cannot be read, or a scenario that is none. */
  constructor(options: SessionOptions) {
    this.#options = options;
    const { scenario: name, seed, knobs = {}, trace: text, tracker = null } = options;
    const follower = tracker === null ? null : new Follower(tracker);
    tracker?.restart();
    if (text === undefined) {
      const scenario = SCENARIOS.find((one) => one.name === name);
      if (scenario === undefined) throw new Error(`there is no scenario ${name}`);
      this.#seeded = new SeededRun(scenario, seed, { knobs, follower });
      this.run = this.#seeded.run;
      this.config = this.#seeded.plan.config;
      this.#steps = this.#seeded.steps();
    } else {
      const trace = parseTrace(text, 'the trace');
      if (isRefusal(trace)) throw new Error(trace.refused);
      this.#seeded = null;
      this.config = {};
      this.run = new Run({ check: 'full', follower });
      this.#steps = stepTrace(trace, this.run);
    }
    const script = this.#seeded?.plan.world;
    this.#hand = script === undefined ? null : new Hand(script);
    this.#take();
  }

  /** The world into which faults can be put; null where a script or a trace makes the operations. */
  get world(): World | null {
    return this.#seeded?.world ?? null;
  }

  /** Whether there is no step left: the run is at its end, or at a finding. */
  get isOver(): boolean {
    return this.#isOver;
  }

  get finding(): Finding | null {
    return this.run.finding;
  }

  /** Virtual time so far, nanoseconds. */
  get simulatedNs(): number {
    return this.world?.simulatedNs ?? Number(this.run.nowNs);
  }

  /** What was done by hand, in sentences, with the step after which it was done. */
  get hand(): readonly string[] {
    return this.#told;
  }

  /** The operation that comes next, as a line of a trace; empty at the end. */
  get next(): string {
    return this.#isOver ? '' : this.#lines[this.#lines.length - 1];
  }

  /** Carries out one operation. */
  step(): void {
    if (!this.#isOver) this.#take();
  }

  /** Puts a fault in by hand. What came of it, as a sentence. */
  do(fault: HandFault): string {
    const { world } = this;
    if (world === null || this.#hand === null) return 'this run has no world: its operations stand in a script';
    if (this.#isOver) return 'the run is over';
    const told = this.#hand.intervene(world, this.run, fault);
    this.#told.push(`after step ${this.run.steps}: ${told}`);
    return told;
  }

  /** Everything that was carried out so far, as a trace that replays without the world. O(steps). */
  get trace(): string {
    const { scenario, seed } = this.#options;
    const why = this.#told.length === 0 ? '' : `by hand: ${this.#told.join('; ')}`;
    const { finding, digest, steps } = this.run;
    const header = formatTraceHeader({
      name: 'playground',
      why,
      seed,
      scenario,
      commit: '',
      finding: finding === null ? null : headerFinding(finding),
      digest,
    });
    return `${[header, ...this.#lines.slice(0, steps)].join('\n')}\n`;
  }

  #take(): void {
    const { done, value } = this.#steps.next();
    if (done === true) this.#isOver = true;
    else this.#lines.push(formatOp(this.#told.length === 0 ? value : withoutClaims(value)));
  }
}

/** A world into which a hand has put faults is not the fair one of its scenario: nobody need be live in it, or reported. */
function withoutClaims(op: Op): Op {
  if (op.op !== 'settled') return op;
  // The run carries out this very object.
  return Object.assign(op, { live: [], silent: [] });
}

import { signatureOf, type Finding } from '../../oracle/finding.ts';
import type { CheckLevel } from '../../oracle/oracle.ts';
import { followerOf, WINDOW } from '../../run/follower.ts';
import type { TrackerConnection } from '../../subject/foreign/tracker-connection.ts';
import type { Production } from '../../subject/production.ts';
import { Run } from '../../run/run.ts';
import { Replay, type RecordedOp } from '../replay/replay.ts';
import { isIdle, sceneOf, type Scene } from './scene.ts';

/** An operation of a run that is being shrunk, with the reply that it must get where that is what failed. It stands on no line. */
export type ShrinkStep = Omit<RecordedOp, 'line'>;

/** A run that still fails in the same way, up to the operation at which it does. */
export interface Reproduction {
  readonly steps: readonly ShrinkStep[];
  readonly finding: Finding;
  readonly digest: string;
  readonly scene: Scene;
  /** 1 for each operation that left the ledger as it was. */
  readonly isIdle: Uint8Array;
}

/** Tells whether operations still show a finding: the same judge, the same rule, the same kind of operation. */
export class InterestingnessTest {
  #signature: string | null;
  readonly #production: Production;
  readonly #check: CheckLevel;
  readonly #tracker: TrackerConnection | null;
  readonly #meters: boolean;
  #runs = 0;
  #opsRun = 0;

  /**
   * `signature` is judge/rule/op; null for that of the first finding that it sees. `tracker` is one that follows. `meters` is whether
   * accesses to arrays are counted.
   */
  constructor(
    signature: string | null,
    production: Production,
    check: CheckLevel,
    tracker: TrackerConnection | null = null,
    meters = true,
  ) {
    this.#signature = signature;
    this.#production = production;
    this.#check = check;
    this.#tracker = tracker;
    this.#meters = meters;
  }

  /** Runs made so far. */
  get runs(): number {
    return this.#runs;
  }

  /** Operations carried out so far, over all runs. */
  get opsRun(): number {
    return this.#opsRun;
  }

  /** Runs the operations; the reproduction if they fail with the signature, cut at the operation where they do. O(steps). */
  test(steps: readonly ShrinkStep[]): Reproduction | null {
    this.#runs++;
    const follower = followerOf(this.#tracker, WINDOW);
    const run = new Run({ check: this.#check, production: this.#production, follower, counts: this.#meters ? this.#production : null });
    const replay = new Replay(steps, run);
    const idle = new Uint8Array(steps.length);
    // The last look at the table, a step "len" of its own, costs a tenth of all: only a finding at one is looked for there.
    const end = this.#signature?.endsWith('/len') === false ? steps.length : Number.POSITIVE_INFINITY;
    for (let at = 0; at < end && replay.advance(); at++) if (run.exchange !== null && isIdle(run.exchange)) idle[at] = 1;
    run.catchUp();
    this.#opsRun += run.steps;
    const { finding } = run;
    // Also where an operation lost the one that it needs.
    if (finding === null) return null;
    // A tracker that follows replies late: the digest is to be that of the operation at which it fails.
    if (finding.step + 1 < run.steps) return this.test(steps.slice(0, finding.step + 1));
    this.#signature ??= signatureOf(finding);
    if (signatureOf(finding) !== this.#signature) return null;
    const scene = sceneOf(steps[run.steps - 1]?.op, finding, run.subject);
    return { steps: steps.slice(0, run.steps), finding, digest: run.digest, scene, isIdle: idle };
  }
}

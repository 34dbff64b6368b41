import { signatureOf, type Finding } from '../../oracle/finding.ts';
import type { CheckLevel } from '../../oracle/oracle.ts';
import type { Op } from '../../data/ops/op.ts';
import { sameJson } from '../../data/ops/same-json.ts';
import { formatReply } from '../../data/ops/reply-format.ts';
import type { ReplyJson } from '../../data/ops/op-format.ts';
import type { Production } from '../../subject/production.ts';
import { MisplacedOpError, Run } from '../../run/run.ts';
import { isIdle } from './effects.ts';
import { sceneOf, type Scene } from './scene.ts';

/** An operation of a run that is being shrunk, with the reply that it must get where that is what failed. */
export interface ShrinkStep {
  readonly op: Op;
  readonly expect?: ReplyJson | undefined;
}

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
  #runs = 0;
  #opsRun = 0;

  /** `signature` is judge/rule/op; null for that of the first finding that it sees. */
  constructor(signature: string | null, production: Production, check: CheckLevel) {
    this.#signature = signature;
    this.#production = production;
    this.#check = check;
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
    const run = new Run({ check: this.#check, production: this.#production });
    const idle = new Uint8Array(steps.length);
    try {
      const finding = replaySteps(run, steps, idle);
      if (finding === null) return null;
      this.#signature ??= signatureOf(finding);
      if (signatureOf(finding) !== this.#signature) return null;
      const scene = sceneOf(steps[run.steps - 1]?.op, finding, run.subject);
      return { steps: steps.slice(0, run.steps), finding, digest: run.digest, scene, isIdle: idle };
    } catch (error) {
      // Operations that lost the one that they need: not a run at all.
      if (error instanceof MisplacedOpError) return null;
      throw error;
    } finally {
      this.#opsRun += run.steps;
    }
  }
}

function replaySteps(run: Run, steps: readonly ShrinkStep[], idle: Uint8Array): Finding | null {
  for (let at = 0; at < steps.length; at++) {
    const { op, expect } = steps[at];
    const finding = run.step(op);
    const { exchange } = run;
    if (finding !== null || exchange === null) return finding;
    if (isIdle(exchange)) idle[at] = 1;
    if (expect === undefined) continue;
    const reply = formatReply(exchange);
    if (sameJson(reply, expect)) continue;
    return run.object(op, {
      judge: 'expect',
      rule: 'reply-as-recorded',
      reason: 'the reply is not the recorded one',
      expected: JSON.stringify(expect),
      got: JSON.stringify(reply),
    });
  }
  return run.finish();
}

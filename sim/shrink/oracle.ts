import { signatureOf, type Finding } from '../judges/finding.ts';
import type { CheckLevel } from '../judges/panel.ts';
import type { Op } from '../ops/op.ts';
import { sameJson } from '../ops/same-json.ts';
import { formatReply } from '../ops/reply-format.ts';
import type { ReplyJson } from '../ops/op-format.ts';
import type { Production } from '../run/production.ts';
import { MisplacedOpError, Run } from '../run/run.ts';

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
}

/** Tells whether operations still show a finding: the same judge, the same rule, the same kind of operation. */
export class Oracle {
  readonly signature: string;
  readonly #production: Production;
  readonly #check: CheckLevel;
  #runs = 0;
  #opsRun = 0;

  constructor(signature: string, production: Production, check: CheckLevel) {
    this.signature = signature;
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

  /** The signature of whatever these operations show; null if nothing. O(steps). */
  signatureOf(steps: readonly ShrinkStep[]): string | null {
    const finding = replaySteps(new Run({ check: this.#check, production: this.#production }), steps);
    return finding === null ? null : signatureOf(finding);
  }

  /** Runs the operations; the reproduction if they fail with the signature, cut at the operation where they do. O(steps). */
  test(steps: readonly ShrinkStep[]): Reproduction | null {
    this.#runs++;
    const run = new Run({ check: this.#check, production: this.#production });
    try {
      const finding = replaySteps(run, steps);
      if (finding === null || signatureOf(finding) !== this.signature) return null;
      return { steps: steps.slice(0, run.steps), finding, digest: run.digest };
    } catch (error) {
      // Operations that lost the one that they need: not a run at all.
      if (error instanceof MisplacedOpError) return null;
      throw error;
    } finally {
      this.#opsRun += run.steps;
    }
  }
}

function replaySteps(run: Run, steps: readonly ShrinkStep[]): Finding | null {
  for (const { op, expect } of steps) {
    const finding = run.step(op);
    if (finding !== null) return finding;
    if (expect === undefined) continue;
    const reply = formatReply(op, run.reply);
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

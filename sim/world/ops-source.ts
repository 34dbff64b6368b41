import type { Violation } from '../oracle/violation.ts';
import type { Op } from '../data/ops/op.ts';
import type { OpsScript } from './scenarios/scenario.ts';
import type { Run } from '../run/run.ts';
import type { Source } from '../run/source.ts';

/** Operations from a script that writes them itself. */
export class OpsSource implements Source {
  readonly simulatedNs = 0;
  readonly #script: OpsScript;
  #next: IteratorResult<Op | Violation, void> | null = null;

  constructor(script: OpsScript) {
    this.#script = script;
  }

  next(): Op | null {
    this.#next ??= this.#script.next();
    if (this.#next.done || !('op' in this.#next.value)) return null;
    return this.#next.value;
  }

  after(run: Run): Violation | null {
    this.#next = this.#script.next(run);
    return this.#next.done || 'op' in this.#next.value ? null : this.#next.value;
  }
}

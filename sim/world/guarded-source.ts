import { GUARD, guarded, takeBreach, type Breach } from '../subject/guard/guard.ts';
import { guardViolation } from '../run/guard-violation.ts';
import type { Violation } from '../oracle/violation.ts';
import type { Op } from '../data/ops/op.ts';
import type { Run } from '../run/run.ts';
import type { Source } from '../run/source.ts';

/** A source with the guard up while it is at work. What it must not ask for is a finding of the run. */
export class GuardedSource implements Source {
  readonly #run: Run;
  readonly #source: Source | null;

  /** `make` begins the source. */
  constructor(run: Run, make: () => Source) {
    this.#run = run;
    const made = guarded(make);
    this.#source = 'breach' in made ? null : made.value;
    if ('breach' in made) run.reportBeforeNext(guardViolation('world', made.breach));
  }

  get simulatedNs(): number {
    return this.#source === null ? 0 : this.#source.simulatedNs;
  }

  next(): Op | null {
    if (this.#source === null) return null;
    let op: Op | null = null;
    GUARD.isUp = true;
    try {
      op = this.#source.next();
    } catch (error) {
      if (GUARD.breach === null) throw error;
    } finally {
      GUARD.isUp = false;
    }
    if (GUARD.breach === null) return op;
    this.#run.reportBeforeNext(guardViolation('world', takeBreach() as Breach));
    return null;
  }

  after(run: Run): Violation | null {
    let violation: Violation | null = null;
    GUARD.isUp = true;
    try {
      violation = this.#source === null ? null : this.#source.after(run);
    } catch (error) {
      if (GUARD.breach === null) throw error;
    } finally {
      GUARD.isUp = false;
    }
    return GUARD.breach === null ? violation : guardViolation('world', takeBreach() as Breach);
  }
}

import { GUARD, guarded, takeViolation, type Violation } from '../subject/guard/guard.ts';
import { guardObjection } from '../run/guard-violation.ts';
import type { Objection } from '../oracle/violation.ts';
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
    this.#source = 'violation' in made ? null : made.value;
    if ('violation' in made) run.objectToNext(guardObjection('world', made.violation));
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
      if (GUARD.violation === null) throw error;
    } finally {
      GUARD.isUp = false;
    }
    if (GUARD.violation === null) return op;
    this.#run.objectToNext(guardObjection('world', takeViolation() as Violation));
    return null;
  }

  after(run: Run): Objection | null {
    let objection: Objection | null = null;
    GUARD.isUp = true;
    try {
      objection = this.#source === null ? null : this.#source.after(run);
    } catch (error) {
      if (GUARD.violation === null) throw error;
    } finally {
      GUARD.isUp = false;
    }
    return GUARD.violation === null ? objection : guardObjection('world', takeViolation() as Violation);
  }
}

import type { DeterminismRule } from '../oracle/determinism-rules.ts';
import type { Violation } from '../oracle/finding.ts';
import type { Breach } from '../subject/guard/guard.ts';

/** What ran when the guard was broken: a step (production code and oracle), or the generator of operations. */
export type Guarded = 'step' | 'world';

const RULES: Readonly<Record<Guarded, DeterminismRule>> = { step: 'asks-for-nothing', world: 'world-asks-for-nothing' };

/** A breach of the guard as a violation. */
export function guardViolation(who: Guarded, { name, frames }: Breach): Violation {
  const got = `${name} was used${frames.length === 0 ? '' : ` by ${frames[0]}`}`;
  return {
    judge: 'determinism',
    rule: RULES[who],
    reason: got,
    expected: 'no step asks for the time, for chance or for its environment',
    got,
    details: frames.slice(1).map((frame): readonly [string, string] => ['called by', frame]),
  };
}

import type { DeterminismRule } from './determinism-rules.ts';

interface Signed {
  readonly judge: string;
  readonly rule: string;
}

const GENERATOR_RULES: ReadonlySet<string> = new Set(['transport-balances', 'nothing-forbidden', 'reported-within']);

/**
 * Whether a replay checks the rule of a finding again, from operations and replies alone. The other rules are checked by the
 * generator of the operations: a world by its books of datagrams and by the claims of its scenario file, a script by the known
 * limit that it shows.
 */
export function isReplayable({ judge, rule }: Signed): boolean {
  return judge !== 'known-limit' && !GENERATOR_RULES.has(rule);
}

/** A note for findings that are not replayable. */
export const GENERATOR_ONLY = 'the generator of the operations found this: they show what happened, the seed finds it again';

/** Whether the operations of a run show a finding: not one that lies in the making of the operations. */
export function isShownByOperations({ judge, rule }: Signed): boolean {
  return judge !== 'determinism' || rule === ('asks-for-nothing' satisfies DeterminismRule);
}

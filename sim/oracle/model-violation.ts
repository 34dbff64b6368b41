import type { Objection } from './violation.ts';
import { TWIN_RULES } from './model-check.ts';
import type { Difference } from './difference.ts';

/** A difference, unless its rule is left out. */
export function heard(difference: Difference | null, without: ReadonlySet<string> | undefined): Difference | null {
  return difference !== null && without?.has(difference.rule) === true ? null : difference;
}

/** A difference between the production code and the model as the objection of a judge, unless its rule is left out. */
export function objectionOf(difference: Difference | null, without: ReadonlySet<string> | undefined): Objection | null {
  const told = heard(difference, without);
  if (told === null) return null;
  const { rule, expected, got } = told;
  return { judge: 'model', rule, reason: `not so: ${TWIN_RULES[rule as keyof typeof TWIN_RULES]}`, expected, got };
}

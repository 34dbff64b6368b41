import type { Violation } from './violation.ts';
import { MODEL_RULES } from './model-check.ts';
import type { Difference } from './difference.ts';

/** A difference, unless its rule is left out. */
export function withoutExcluded(difference: Difference | null, without: ReadonlySet<string> | undefined): Difference | null {
  return difference !== null && without?.has(difference.rule) === true ? null : difference;
}

/** A difference between the production code and the model as the objection of a judge, unless its rule is left out. */
export function violationOf(difference: Difference | null, without: ReadonlySet<string> | undefined): Violation | null {
  const told = withoutExcluded(difference, without);
  if (told === null) return null;
  const { rule, expected, got } = told;
  return { judge: 'model', rule, reason: `not so: ${MODEL_RULES[rule as keyof typeof MODEL_RULES]}`, expected, got };
}

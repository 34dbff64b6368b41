import { describeThrown, stackOf } from '../data/describe-thrown.ts';
import { SeededEntropy } from '../data/entropy/seeded-entropy.ts';
import { stackFrames } from '../data/stack-frames.ts';
import { FLAG, FUNCTION, listOf, optional, record, TEXT, type Form } from '../data/value-form.ts';
import type { CustomGoal, RememberingRule } from '../oracle/custom-rules.ts';
import type { Rule } from '../oracle/facts.ts';
import type { Knobs, Scenario } from './scenarios/scenario.ts';
import { planFault } from './world-form.ts';

// Rules, goals and scenarios of a user's own, held against what they must be before a run relies on them.

const ANY_RULE = record<Rule & RememberingRule>({
  name: TEXT,
  sentence: TEXT,
  isOfIndex: optional(FLAG),
  check: optional(FUNCTION),
  start: optional(FUNCTION),
});

/** A rule: a name, a sentence, and one of `check` and `start`. */
export const RULE: Form = (value, path) => {
  const fault = ANY_RULE(value, path);
  if (fault !== null) return fault;
  const { check, start } = value as Partial<Rule & RememberingRule>;
  return (check === undefined) !== (start === undefined) ? null : `${path} must have a function check, or a function start that gives one`;
};

export const GOAL: Form = record<CustomGoal>({ name: TEXT, sentence: TEXT, reached: FUNCTION });

export const SCENARIO: Form = record<Scenario>({
  name: TEXT,
  drawnAs: optional(TEXT),
  claim: TEXT,
  goals: optional(listOf(TEXT)),
  build: FUNCTION,
});

/** Why a scenario makes no plan of a seed, as a sentence; null if it does. */
export function scenarioFault({ name, drawnAs = name, build }: Scenario, seed: string, knobs: Knobs = {}): string | null {
  let plan: unknown;
  try {
    plan = build(new SeededEntropy(seed, drawnAs).stream('plan'), knobs);
  } catch (error) {
    return `the scenario ${name} cannot be built under seed ${seed}: it threw ${thrownWhere(error)}`;
  }
  const fault = planFault(plan);
  return fault === null ? null : `the scenario ${name} cannot be run under seed ${seed}: ${fault}`;
}

/** What was thrown, and the innermost place outside of this harness. */
function thrownWhere(error: unknown): string {
  const frames = stackFrames(stackOf(error));
  const place = frames.find((frame) => !/(?:^|\()sim\//.test(frame)) ?? frames.at(0);
  return `${describeThrown(error)}${place === undefined ? '' : `, at ${place}`}`;
}

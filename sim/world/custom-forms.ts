import { describeThrown, stackOf } from '../data/describe-thrown.ts';
import { describeValue } from '../data/describe-value.ts';
import { SeededEntropy } from '../data/entropy/seeded-entropy.ts';
import { isObject } from '../data/ops/fields.ts';
import { formatOp, parseOp } from '../data/ops/op-format.ts';
import { OP_KINDS, type Op } from '../data/ops/op.ts';
import { isRefusal, show, type Refusal } from '../data/ops/refusal.ts';
import { stackFrames } from '../data/stack-frames.ts';
import { FLAG, form, FUNCTION, listOf, oneOf, optional, record, TEXT, type Form } from '../data/value-form.ts';
import type { CustomGoal, RememberingRule } from '../oracle/custom-rules.ts';
import { JUDGES, type Violation } from '../oracle/finding.ts';
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

const VIOLATION = record<Violation>({
  judge: oneOf(JUDGES),
  rule: TEXT,
  reason: TEXT,
  expected: TEXT,
  got: TEXT,
  details: optional(listOf(form('a pair of texts', (pair) => Array.isArray(pair) && pair.every((text) => typeof text === 'string')))),
});

/** Why what a generator yields is neither an operation nor a violation, as a sentence; null if it is one. O(value). */
export function yieldedFault(value: unknown): string | null {
  const path = 'what its ops yields';
  if (!isObject(value) || !('op' in value))
    return isObject(value) && 'judge' in value ? VIOLATION(value, path) : form('an operation or a violation', () => false)(value, path);
  const kind = oneOf(OP_KINDS)(value.op, `${path}: op`);
  if (kind !== null) return kind;
  let read: Op | Refusal;
  try {
    const line = formatOp(value as unknown as Op);
    const missing = /"(\w+)":"undefined"/.exec(line)?.[1];
    if (missing !== undefined) return `${path}: ${String(value.op)}: ${missing} is missing`;
    read = parseOp(JSON.parse(line));
  } catch (error) {
    return `${path}: this ${String(value.op)} is none: ${describeThrown(error)}`;
  }
  if (isRefusal(read)) return `${path}: ${String(value.op)}: ${read.refused}`;
  // Its text may be that of an operation whose u64 were numbers.
  const right = new Map<string, unknown>(Object.entries(read));
  for (const [key, got] of Object.entries(value)) {
    if (got === undefined) continue;
    if (!right.has(key)) return `${path}: ${String(value.op)} has no key ${show(key)}`;
    const type = typeof right.get(key);
    if (typeof got !== type) return `${path}: ${String(value.op)}: ${key} must be a ${type}, got ${describeValue(got)}`;
  }
  return null;
}

/** What was thrown, and the innermost place outside of this harness. */
function thrownWhere(error: unknown): string {
  const frames = stackFrames(stackOf(error));
  const place = frames.find((frame) => !/(?:^|\()sim\//.test(frame)) ?? frames.at(0);
  return `${describeThrown(error)}${place === undefined ? '' : `, at ${place}`}`;
}

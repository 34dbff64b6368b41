import { describeThrown, stackOf } from '../data/describe-thrown.ts';
import type { Op } from '../data/ops/op.ts';
import { stackFrames } from '../data/stack-frames.ts';
import type { Violation } from '../oracle/finding.ts';
import { callOf } from '../subject/call-of.ts';
import { DisturbanceError } from '../subject/disturbance.ts';
import { IllFormedReplyError } from '../subject/reply-form.ts';
import { auditViews, type Views } from '../subject/view-audit.ts';
import { WorkBoundError } from '../subject/work-bound.ts';

/** Rules on how the production code may answer at all. A run asks them, before the oracle asks its own. */
export const ANSWER_RULES = {
  'never-throws': 'the production code throws on no input of the right types',
  'replies-well-formed': 'what the production code hands out has the type that its interface names',
  'survives-disturbance':
    'what a clock, a listener or a visitor throws passes through, a poll from within a poll is refused, neither leaves anything behind, a copy holds what it was made of, counts go on beyond 32 and 53 bits and stay at 2^64 − 1, options at the ends of their ranges are taken and shown, and what lies beyond is refused',
  'work-bounded': 'an operation asks listeners, clock and visitor no more often than any lawful one',
} as const;

/** See {@link ANSWER_RULES}. */
export type AnswerRule = keyof typeof ANSWER_RULES;

const FRAMES_MAX = 8;

/** What threw: an operation while the production code carried it out, or what looks at it afterwards. */
export type Phase = 'carrying out' | 'judging';

/**
 * What was thrown in a step, as a violation. While the production code carried out the operation, it is to blame. Afterwards it is
 * where the error came from its views, or where one of them answers nonsense; else this harness is: null. O(cells).
 */
export function thrownViolation(error: unknown, op: Op, phase: Phase, views: Views): Violation | null {
  const frames = stackFrames(stackOf(error));
  const called = callOf(op);
  const calls: Details = called === null ? [] : [['called', called]];
  if (phase === 'carrying out') {
    if (isOf(IllFormedReplyError, error)) return violation('replies-well-formed', `${called ?? op.op}: ${error.message}`, calls);
    if (isOf(DisturbanceError, error)) return violation('survives-disturbance', error.message, calls);
    if (isOf(WorkBoundError, error)) return violation('work-bounded', error.message, [...calls, ...placesOf(frames)]);
    return thrown(error, [...calls, ...placesOf(frames)]);
  }
  const place = frames.at(0);
  // Only production code throws what is no error; an error of this harness begins in it.
  if (place === undefined || !/\((?:sim|fuzz)\/|^(?:sim|fuzz)\//.test(place)) return thrown(error, placesOf(frames));
  const fault = auditViews(views);
  return fault === null ? null : violation('replies-well-formed', fault, calls);
}

/** A throw of this harness, or of what a user gave it, as a violation: where no production code is to blame. */
export function harnessViolation(error: unknown, who: string = 'the harness'): Violation {
  const got = `${who} threw ${describeThrown(error)}`;
  const details = placesOf(stackFrames(stackOf(error)));
  return { judge: 'harness', rule: 'never-breaks', reason: got, expected: 'judging never throws', got, details };
}

/** Whether what was thrown is an error of this class; it may be a proxy that throws when it is asked. */
function isOf<E extends Error>(kind: abstract new (...args: never[]) => E, value: unknown): value is E {
  try {
    return value instanceof kind;
  } catch {
    return false;
  }
}

type Details = readonly (readonly [string, string])[];

/** The calls that led to an error, innermost first, up to the harness. */
function placesOf(frames: readonly string[]): Details {
  const outside = frames.findIndex((frame) => /\((?:sim|fuzz)\/|^(?:sim|fuzz)\//.test(frame));
  const inside = outside > 0 ? frames.slice(0, outside) : frames;
  return inside.slice(0, FRAMES_MAX).map((frame, at) => [at === 0 ? 'thrown at' : '', frame] as const);
}

function thrown(error: unknown, details: Details): Violation {
  const text = describeThrown(error);
  return {
    judge: 'no-throw',
    rule: 'never-throws',
    reason: `the production code threw ${text}`,
    expected: 'no throw on any input of the right types',
    got: text,
    details,
  };
}

function violation(rule: AnswerRule, got: string, details: Details): Violation {
  return { judge: 'no-throw', rule, reason: got, expected: ANSWER_RULES[rule], got, details };
}

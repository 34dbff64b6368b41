import { stackOf } from '../../data/describe-thrown.ts';
import { stackFrames } from '../../data/stack-frames.ts';

/** A forbidden function or value was used while the guard was up. */
export interface Breach {
  /** What was used, such as `Date.now`. */
  readonly name: string;
  /** The stack at that point, innermost first: function and place. */
  readonly frames: readonly string[];
}

/** The state of the guard. */
export interface GuardState {
  /** Whether forbidden functions and values throw. */
  isUp: boolean;
  /** The first breach that was not taken yet. */
  breach: Breach | null;
  /** Whether the forbidden functions and values have been replaced in this process. */
  isInstalled: boolean;
}

// One for the process, also where this module is loaded twice.
const shared = globalThis as { [key: symbol]: GuardState | undefined };

/**
 * Up while production code, the oracle or a world runs: whatever then asks for the time, for chance or for its environment gets a
 * GuardError, and the first breach is kept. Costs two writes of a field a step.
 */
export const GUARD: GuardState = (shared[Symbol.for('varta-sim guard')] ??= { isUp: false, breach: null, isInstalled: false });

/** What a forbidden function throws while the guard is up. Code that catches it is still found: the breach is kept. */
class GuardError extends Error {
  constructor(name: string) {
    super(`${name} is not for a step: nothing in a run may ask for the time, for chance or for its environment`);
    this.name = 'GuardError';
  }
}

/** Keeps the breach, with the stack, and throws. Called by the replacement of a forbidden function while the guard is up. */
export function refuse(name: string): never {
  // Making a stack may call code that uses what is forbidden, a source map for one.
  GUARD.isUp = false;
  const frames = limitStacks(FRAMES_MAX);
  const error = new GuardError(name);
  limitStacks(frames);
  GUARD.breach ??= { name, frames: framesOf(error) };
  GUARD.isUp = true;
  throw error;
}

/**
 * Carries out work with the guard up. What it throws goes on to the caller, unless the guard threw it: then, as after a breach that
 * the work caught, the result does not count and {@link takeBreach} has the breach. Both arguments are handed on, so that no call
 * needs a closure.
 */
export function guarded<T, A, B>(work: (a: A, b: B) => T, a: A, b: B): T | null {
  GUARD.isUp = true;
  try {
    return work(a, b);
  } catch (error) {
    if (GUARD.breach === null) throw error;
    return null;
  } finally {
    GUARD.isUp = false;
  }
}

/** The breach since the last call, which is forgotten; null if there was none. */
export function takeBreach(): Breach | null {
  const { breach } = GUARD;
  if (breach !== null) GUARD.breach = null;
  return breach;
}

const FRAMES_MAX = 24;

/**
 * Makes a call, expected to be refused, whose errors take no stack: nobody reads it, and it costs four times what the refusal does. What
 * the call throws passes through, an error that nobody expects without frames, too.
 */
export function withoutStack<T>(call: () => T): T {
  const frames = limitStacks(0);
  try {
    return call();
  } finally {
    limitStacks(frames);
  }
}

/**
 * Has errors take so many frames from now on: how many they took before, undefined where an engine has no such limit. For none it is 0:
 * undefined walks no stack at all, but then errors have no `stack`, and code that reads that text throws only here. O(1).
 */
export function limitStacks(frames: number | undefined): number | undefined {
  const { stackTraceLimit } = LIMITED;
  LIMITED.stackTraceLimit = frames;
  return stackTraceLimit;
}

/** Some engines alone have such a limit; in others this is a property that nobody reads. */
const LIMITED = Error as { stackTraceLimit?: number | undefined };

/** Frames of the harness that call guarded code: the stack is cut there. */
const HARNESS = /\bsim\/(?:run\/run|world\/seeded-run|campaign\/[\w-]+)\.[jt]s/;

/** The calls that led to an error, up to the harness, without those of this folder. */
function framesOf(error: Error): string[] {
  const frames = stackFrames(stackOf(error)).filter((frame) => !/(?<!test\/)sim\/subject\/guard\//.test(frame));
  const harness = frames.findIndex((frame) => HARNESS.test(frame));
  return harness === -1 ? frames : frames.slice(0, harness);
}

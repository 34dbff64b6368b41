import { countOf } from '../data/count.ts';
import { limitStacks } from './guard/guard.ts';
import type { Observer, Tracker } from '../../src/index.ts';
import type { DrainedStall, DrainOp } from '../data/ops/op.ts';
import { U32_MAX, U64_MAX } from '../data/spec/limits.ts';
import type { SubjectListener } from './subject-listener.ts';

// What users do to production code that no operation says: clocks, listeners and visitors that throw, or that call back in. Each
// is tried on a share of the polls and drains, in such a way that sound code is afterwards where it would have been without it: so
// nothing of it shows in replies, digests and traces, and whatever it leaves behind in unsound code, every rule sees.

/** One poll in so many is disturbed, and one drain of a bare tracker. */
export const DISTURBED_POLLS = 16;
export const DISTURBED_DRAINS = 4;

/** Production code did not take well what a clock, a listener, a visitor or a caller did to it, or to be copied. */
export class DisturbanceError extends Error {
  /** `did` is what it did: a sentence without its end. */
  constructor(did: string) {
    super(did);
    this.name = 'DisturbanceError';
  }
}

/** What clocks, listeners and visitors throw here. One error: making one costs more than a poll. */
const THROWN = new Error('thrown by a clock, a listener or a visitor, on purpose');

/** What a clock does at its next reading, beside being read, and what it reads then, where it answers; null for nothing. */
export type Trick = (() => unknown) | null;

/** What is disturbed. */
export interface Disturbed {
  readonly observer: Observer;
  readonly listeners: readonly SubjectListener[];
  /** Has the clock, read from now on, do this as well. */
  readonly onReading: (trick: Trick) => void;
  /** Whether nothing stands between the clock and the observer, such as what makes its readings monotonic. */
  readonly readsClock: boolean;
  /** Whether a poll would change nothing before it asks a listener. */
  readonly asksFirst: () => boolean;
}

/** By turns, before a poll: the disturbances that are over before it, and those that happen in it. */
const BEFORE_POLL: readonly ((disturbed: Disturbed) => void)[] = [
  throwFromClock,
  callBackFromClock,
  throwFromListeners,
  callBackFromListener,
  misreadClock,
];

/** What no clock may answer. */
const NO_READINGS = [-1n, U64_MAX + 1n, 0];

/** Disturbs the poll that comes next, the `turn`-th to be disturbed. Throws a {@link DisturbanceError} where that did harm. O(listeners) polls. */
export function disturbPoll(turn: number, disturbed: Disturbed): void {
  BEFORE_POLL[turn % BEFORE_POLL.length](disturbed);
}

function throwFromClock({ observer, onReading }: Disturbed): void {
  onReading(() => {
    throw THROWN;
  });
  mustThrow('clock', observer);
  onReading(null);
}

function misreadClock({ observer, onReading, readsClock }: Disturbed): void {
  if (!readsClock) return;
  for (const reading of NO_READINGS) {
    onReading(() => reading);
    const error = refusalOf(observer);
    if (error instanceof TypeError || error instanceof RangeError) continue;
    throw error === NOTHING ? new DisturbanceError(`poll() took a clock reading of ${reading}`) : error;
  }
  onReading(null);
}

function callBackFromClock({ observer, onReading }: Disturbed): void {
  onReading(() => {
    onReading(null);
    mustRefuse('clock', observer);
  });
}

function callBackFromListener({ observer, listeners }: Disturbed): void {
  const callBack = (): void => {
    for (const listener of listeners) listener.onAsked = null;
    // Twice: what refuses the first call must still stand.
    mustRefuse('listener', observer);
    mustRefuse('listener', observer);
  };
  for (const listener of listeners) listener.onAsked = callBack;
}

/** As many polls as listeners, each ended by the listener that is asked first: then it is the turn of the one whose turn it was. */
function throwFromListeners({ observer, listeners, asksFirst }: Disturbed): void {
  if (!asksFirst()) return;
  const asked = new Set<number>();
  listeners.forEach((listener, number) => {
    listener.onAsked = () => {
      asked.add(number);
      throw THROWN;
    };
  });
  for (let polls = 0; polls < listeners.length; polls++) mustThrow('listener', observer);
  for (const listener of listeners) listener.onAsked = null;
  if (asked.size < listeners.length) throw new DisturbanceError('a listener that throws is asked again before another one is');
}

function mustThrow(what: 'clock' | 'listener', observer: Observer): void {
  try {
    observer.poll();
  } catch (error) {
    if (error === THROWN) return;
    throw error;
  }
  throw new DisturbanceError(`poll() kept to itself what its ${what} threw`);
}

function mustRefuse(what: 'clock' | 'listener', observer: Observer): void {
  const error = refusalOf(observer);
  if (error instanceof Error && error !== THROWN) return;
  throw error === NOTHING ? new DisturbanceError(`poll() could be called from within its ${what}`) : error;
}

/** Stands for what a poll throws that throws nothing. */
const NOTHING = Symbol('nothing');

/**
 * What a poll throws that is expected to be refused, its errors without stacks. It is called here, and answered: the engine never compiles
 * a function that always ends by throwing, and a refusal out of such ones takes twice as long.
 */
function refusalOf(observer: Observer): unknown {
  const frames = limitStacks(0);
  try {
    observer.poll();
    return NOTHING;
  } catch (error) {
    return error;
  } finally {
    limitStacks(frames);
  }
}

/**
 * Drains a tracker, and has its visitor throw at the first stall, or drain inside it; by turns. Every stall is handed to `visit`
 * all the same, once and in the order of the slots. Throws a {@link DisturbanceError} where the drain kept the error to itself.
 */
export function drainDisturbed(turn: number, tracker: Tracker, { now, threshold }: DrainOp, visit: (...stall: unknown[]) => void): void {
  const throws = turn % 2 === 0;
  let isFirst = true;
  const visitor = (...stall: unknown[]): void => {
    visit(...stall);
    if (!isFirst) return;
    isFirst = false;
    if (throws) throw THROWN;
    tracker.drainStalledSlots(now, threshold, visitor);
  };
  try {
    tracker.drainStalledSlots(now, threshold, visitor);
  } catch (error) {
    if (error !== THROWN) throw error;
    tracker.drainStalledSlots(now, threshold, visitor);
    return;
  }
  if (throws && !isFirst) throw new DisturbanceError('drainStalledSlots() kept to itself what its visitor threw');
}

/**
 * Drains `spare`, a copy of a tracker before the drain `op`, with a visitor that records within: a beat of the pid whose stall it is
 * told, and that of a newcomer. Neither changes whose stalls are handed out: `stalls`, as without. Throws a {@link DisturbanceError} where one does.
 */
export function recordWithinDrain(spare: Tracker, { now, threshold }: DrainOp, stalls: readonly DrainedStall[]): void {
  // A newcomer to a full table would take a slot.
  let newcomer = spare.length < spare.capacity ? U32_MAX : null;
  while (newcomer !== null && spare.lastNsOf(newcomer) !== undefined) newcomer--;
  let visits = 0;
  spare.drainStalledSlots(now, threshold, (pid, nonce, _last, origin, ns) => {
    const expected = stalls[visits++]?.pid;
    if (pid !== expected)
      throw new DisturbanceError(`a drain whose visitor records hands out the stall of ${pid}, not of ${expected ?? 'nobody'}`);
    if (visits > 1) return;
    spare.record({ pid, nonce: nonce === U64_MAX ? 0n : nonce + 1n, status: 'ok' }, now, threshold, origin, ns);
    if (newcomer !== null) spare.record({ pid: newcomer, nonce: 1n, status: 'ok' }, now, threshold, 'kernel-attested', null);
  });
  if (visits < stalls.length)
    throw new DisturbanceError(`a drain whose visitor records ends after ${visits} of ${countOf(stalls.length, 'stall')}`);
}

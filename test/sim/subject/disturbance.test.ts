import { describe, expect, it } from 'vitest';
import {
  Observer,
  Tracker,
  type Clock,
  type Listener,
  type ObserverEvent,
  type ObserverOptions,
  type StallVisitor,
} from '../../../src/index.ts';
import { ObserverView } from '../../../src/internal.ts';
import { copyObserver } from '../../../src/observer/copy-observer.ts';
import { observerInternals } from '../../../src/observer/observer.ts';
import { copyTracker } from '../../../src/tracker/copy-tracker.ts';
import { Run } from '../../../sim/run/run.ts';
import { PRODUCTION, type Production } from '../../../sim/subject/production.ts';
import { DISTURBED_DRAINS, DISTURBED_POLLS } from '../../../sim/subject/disturbance.ts';
import type { Finding } from '../../../sim/oracle/finding.ts';

type Shows = Parameters<ObserverView['show']>[0];

const T = 20_000_000n;
/** Each disturbance comes up twice. */
const POLLS = 8 * DISTURBED_POLLS;

function polled(production: Production, listeners = 3): Finding | null {
  const run = new Run({ production });
  run.step({ op: 'observer', listeners, threshold: T, capacity: 4 });
  for (let poll = 0; poll < POLLS && run.finding === null; poll++) run.step({ op: 'poll', now: T });
  return run.finding;
}

function drained(production: Production): Finding | null {
  const run = new Run({ production });
  run.step({ op: 'new', capacity: 4, policy: 'strict', window: 1 });
  const beat = { op: 'record', nonce: 1n, status: 'ok', now: 0n, threshold: T, origin: 'kernel-attested', ns: null } as const;
  for (let round = 0n; round < 2n * BigInt(DISTURBED_DRAINS) && run.finding === null; round++) {
    const now = 2n * round * T;
    for (const pid of [7, 8, 9]) if (run.finding === null) run.step({ ...beat, pid, nonce: round + 1n, now });
    if (run.finding === null) run.step({ op: 'drain', now: now + T, threshold: T });
  }
  return run.finding;
}

function observing(kind: (base: typeof Observer) => typeof Observer): Production {
  return { ...PRODUCTION, Observer: kind(Observer) };
}

/** Takes an error for nothing to read. */
const HIDES_ERRORS = observing(
  (base) =>
    class extends base {
      constructor(options: ObserverOptions, clock: Clock, listeners: readonly Listener[]) {
        const quiet = (listener: Listener): Listener => ({
          receive: () => {
            try {
              return listener.receive();
            } catch {
              return null;
            }
          },
        });
        super(options, clock, listeners.map(quiet));
      }
    },
);

/** Answers a poll from within a poll. */
const ANSWERS_WITHIN = observing(
  (base) =>
    class extends base {
      #depth = 0;

      override poll(): ObserverEvent | null {
        if (this.#depth > 0) return null;
        this.#depth++;
        try {
          return super.poll();
        } finally {
          this.#depth--;
        }
      }
    },
);

/** Keeps to itself what a visitor throws. */
const HIDES_VISITORS_ERRORS: Production = {
  ...PRODUCTION,
  Tracker: class extends Tracker {
    override drainStalledSlots(nowNs: bigint, thresholdNs: bigint, visit: StallVisitor): void {
      try {
        super.drainStalledSlots(nowNs, thresholdNs, visit);
      } catch {
        // Nobody hears of it.
      }
    }
  },
};

/** Takes a clock reading that is no u64 for its lower 64 bits. */
const TAKES_ANY_READING = observing(
  (base) =>
    class extends base {
      constructor(options: ObserverOptions, clock: Clock, listeners: readonly Listener[]) {
        super(options, { now: () => BigInt.asUintN(64, clock.now()) }, listeners);
      }
    },
);

/** Hands out a stall again once its visitor has recorded something. */
const STARTS_OVER: Production = {
  ...PRODUCTION,
  copiers: { copyTracker, copyObserver },
  Tracker: class extends Tracker {
    override drainStalledSlots(nowNs: bigint, thresholdNs: bigint, visit: StallVisitor): void {
      super.drainStalledSlots(nowNs, thresholdNs, (...stall) => {
        const { length } = this;
        visit(...stall);
        if (this.length > length) visit(...stall);
      });
    }
  },
};

describe('disturbances', () => {
  it.each<readonly [what: string, production: Production, listeners: number, got: RegExp]>([
    ['an error that is kept from the caller', HIDES_ERRORS, 3, /^poll\(\) kept to itself what its listener threw$/],
    ['a poll from within a poll that is answered', ANSWERS_WITHIN, 3, /^poll\(\) could be called from within its clock$/],
    ['a clock reading that is none, and is taken', TAKES_ANY_READING, 3, /^poll\(\) took a clock reading of -1$/],
  ])('find %s', (_, production, listeners, got) => {
    const finding = polled(production, listeners);
    expect(finding).toMatchObject({ judge: 'no-throw', rule: 'survives-disturbance', op: 'poll' });
    expect(finding?.got).toMatch(got);
  });

  it('find a drain that keeps to itself what its visitor threw', () => {
    expect(drained(HIDES_VISITORS_ERRORS)).toMatchObject({
      rule: 'survives-disturbance',
      op: 'drain',
      got: 'drainStalledSlots() kept to itself what its visitor threw',
    });
  });

  it('find a drain that is led astray by what its visitor records', () => {
    expect(drained(STARTS_OVER)).toMatchObject({
      rule: 'survives-disturbance',
      op: 'drain',
      got: 'a drain whose visitor records hands out the stall of 7, not of 8',
    });
  });

  it('find a copy of an observer that holds something else', () => {
    const copyWrong = (from: Observer, to: Observer): void => {
      copyObserver(from, to);
      observerInternals(to).counts.outcomes[0] = 7n;
    };
    expect(polled({ ...PRODUCTION, copiers: { copyTracker, copyObserver: copyWrong } })).toMatchObject({
      rule: 'survives-disturbance',
      op: 'poll',
      got: 'a copy holds 7 where what it was made of holds 0',
    });
  });

  it.each<readonly [what: string, show: (view: () => void, visitor: Shows) => void, got: string]>([
    ['fewer', () => {}, `a copy holds undefined where what it was made of holds ${T}`],
    [
      'more',
      (view, { value }) => {
        view();
        value(7n);
      },
      'a copy holds 7 where what it was made of holds undefined',
    ],
  ])('find a copy of an observer that shows %s values', (_, show, got) => {
    let views = 0;
    class ShowsOthersOfCopies extends ObserverView {
      readonly #isOfCopy = views++ > 0;

      override show(visitor: Shows): void {
        if (this.#isOfCopy) show(() => super.show(visitor), visitor);
        else super.show(visitor);
      }
    }
    const production = { ...PRODUCTION, ObserverView: ShowsOthersOfCopies, copiers: { copyTracker, copyObserver } };
    expect(polled(production)?.got).toBe(got);
  });

  it('leave sound code where it would have been', () => {
    for (const listeners of [1, 3, 64]) expect(polled(PRODUCTION, listeners)).toBeNull();
    expect(drained(PRODUCTION)).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { Observer, Tracker, type Clock, type Listener, type ObserverOptions, type TrackerOptions } from '../../../src/index.ts';
import { misuse, tryOptions } from '../../../sim/subject/misuse.ts';
import { PRODUCTION, type Production } from '../../../sim/subject/production.ts';

/** Starts of observers after which each option was tried with each value. */
const STARTS = 200;

function tried(production: Production): string | null {
  const before = new Set<unknown>();
  try {
    for (let start = 0; start < STARTS; start++) {
      tryOptions({ op: 'observer', listeners: 1, threshold: 10_000_000n + BigInt(start) }, production, before);
      tryOptions({ op: 'new', capacity: start, policy: 'strict', window: 1 }, production, before);
    }
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Observers whose options are changed before they are made. */
function changing(change: (options: ObserverOptions) => object): Production {
  return {
    ...PRODUCTION,
    Observer: class extends Observer {
      constructor(options: ObserverOptions, clock: Clock, listeners: readonly Listener[]) {
        super({ ...options, ...change(options) }, clock, listeners);
      }
    },
  };
}

/** Observers whose clock and listeners are changed before they are made. */
function hosted(change: (clock: Clock, listeners: readonly Listener[]) => [Clock, readonly Listener[]]): Production {
  return {
    ...PRODUCTION,
    Observer: class extends Observer {
      constructor(options: ObserverOptions, clock: Clock, listeners: readonly Listener[]) {
        super(options, ...change(clock, listeners));
      }
    },
  };
}

/** An observer that asks whatever its list holds at the time. */
class Sharing extends Observer {
  readonly #list: readonly Listener[];

  constructor(options: ObserverOptions, clock: Clock, listeners: readonly Listener[]) {
    super(options, clock, listeners);
    this.#list = listeners;
  }

  override poll(): ReturnType<Observer['poll']> {
    for (const listener of this.#list) listener.receive();
    return super.poll();
  }
}

describe('options at their ends and beyond', () => {
  it.each<readonly [what: string, production: Production, got: RegExp]>([
    ['a default that is another', changing(({ globalBurst = 5000 }) => ({ globalBurst })), /globalBurst is 5000, not 10000$/],
    ['an end that is taken for nothing', changing(({ pidMax }) => ({ pidMax: pidMax === 0 ? 7 : pidMax })), /pidMax is 7, not 0$/],
    [
      'a limit that does not fit the threshold',
      changing(({ perPidRate }) => (perPidRate === 199 ? { allowTightRate: true } : {})),
      /^Observer\(\{ thresholdNs: .*, perPidRate: the number 199 \}\) is taken$/,
    ],
    ['a clock that is none, taken', hosted((_, listeners) => [{ now: () => 0n }, listeners]), /^Observer with .+ for a clock is taken$/],
    ['listeners that are none, taken', hosted((clock) => [clock, []]), /^Observer with .+ for listeners is taken$/],
    ['a list of listeners that is not copied', { ...PRODUCTION, Observer: Sharing }, /asks a listener that was added to its list later$/],
    [
      'an unknown option that is taken',
      {
        ...PRODUCTION,
        Tracker: class extends Tracker {
          constructor(options: TrackerOptions) {
            super(Object.fromEntries(Object.entries(options).filter(([name]) => name !== 'tresholdNs')));
          }
        },
      },
      /^Tracker\(\{ .*, tresholdNs: the bigint 1 \}\) is taken$/,
    ],
    [
      'an end that is refused',
      {
        ...PRODUCTION,
        Tracker: class extends Tracker {
          constructor(options: TrackerOptions) {
            if (options.indexKey === 0n) throw new RangeError('no key');
            super(options);
          }
        },
      },
      /^Tracker\(\{ .*, indexKey: the bigint 0 \}\) threw RangeError: no key$/,
    ],
  ])('find %s', (_, production, got) => {
    expect(tried(production)).toMatch(got);
  });

  it('find nothing in sound code', () => {
    expect(tried(PRODUCTION)).toBeNull();
  });
});

describe('arguments beyond their ranges', () => {
  const misusedBy = (tracker: Tracker): string | null => {
    try {
      for (let turn = 0; turn < 100; turn++) misuse(turn, tracker);
      return null;
    } catch (error) {
      return (error as Error).message;
    }
  };

  it('are found where they are taken', () => {
    class Cutting extends Tracker {
      override record(...[beat, now, threshold, ...rest]: Parameters<Tracker['record']>): ReturnType<Tracker['record']> {
        return super.record(beat, now, typeof threshold === 'bigint' ? BigInt.asUintN(64, threshold) : threshold, ...rest);
      }
    }
    expect(misusedBy(new Cutting({ capacity: 2 }))).toMatch(/^the threshold of a beat, the bigint -1, is taken$/);
  });

  it('leave sound code where it was', () => {
    const tracker = new Tracker({ capacity: 2 });
    expect(misusedBy(tracker)).toBeNull();
    expect(tracker.length).toBe(0);
  });
});

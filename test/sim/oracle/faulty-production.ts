import {
  Observer,
  Tracker,
  type Beat,
  type BeatOrigin,
  type Clock,
  type Datagram,
  type Listener,
  type ObserverEvent,
  type ObserverOptions,
  type StallVisitor,
  type Update,
} from '../../../src/index.ts';
import type { ObserverInternals } from '../../../src/observer/internals.ts';
import { observerInternals } from '../../../src/observer/observer.ts';
import type { TrackerInternals } from '../../../src/tracker/internals.ts';
import { trackerInternals } from '../../../src/tracker/tracker.ts';
import { PRODUCTION, type Production } from '../../../sim/subject/production.ts';

/** What {@link Tracker.record} was called with, and how to go on. */
export interface RecordCall {
  readonly beat: Beat;
  readonly nowNs: bigint;
  readonly thresholdNs: bigint;
  readonly origin: BeatOrigin;
  readonly nsInode: bigint | null;
  /** The real thing, with other arguments where some are given. */
  readonly record: (change?: Partial<Pick<RecordCall, 'beat' | 'nowNs' | 'thresholdNs' | 'origin' | 'nsInode'>>) => Update;
  readonly inside: TrackerInternals;
  readonly tracker: Tracker;
}

/** Production code whose tracker records in another way. */
export function recordingWith(record: (call: RecordCall) => Update): Production {
  return {
    ...PRODUCTION,
    Tracker: class extends Tracker {
      override record(beat: Beat, nowNs: bigint, thresholdNs: bigint, origin: BeatOrigin, nsInode: bigint | null): Update {
        return record({
          beat,
          nowNs,
          thresholdNs,
          origin,
          nsInode,
          record: (change = {}) => {
            const call = { beat, nowNs, thresholdNs, origin, nsInode, ...change };
            return super.record(call.beat, call.nowNs, call.thresholdNs, call.origin, call.nsInode);
          },
          inside: trackerInternals(this),
          tracker: this,
        });
      }
    },
  };
}

/** Production code whose tracker does something more after each beat. */
export function afterRecord(more: (call: RecordCall, update: Update) => unknown): Production {
  return recordingWith((call) => {
    const update = call.record();
    more(call, update);
    return update;
  });
}

/** Production code whose tracker spoils the slot of each beat that it accepts. */
export function spoilingSlots(spoil: (slot: number, call: RecordCall) => unknown): Production {
  return afterRecord((call, update) => {
    if (update === 'inserted' || update === 'refreshed' || update === 'restarted') spoil(call.tracker.slotOf(call.beat.pid), call);
  });
}

/** Production code in which a stall that a beat ends or evicts stays in the count. */
export function keepingStallCount(): Production {
  return recordingWith(({ record, inside: { state } }) => {
    const before = state.stallCount;
    const update = record();
    state.stallCount = Math.max(state.stallCount, before);
    return update;
  });
}

/** What {@link Tracker.drainStalledSlots} was called with, and how to go on. */
export interface DrainCall {
  readonly nowNs: bigint;
  readonly thresholdNs: bigint;
  readonly visit: StallVisitor;
  readonly drain: (nowNs: bigint, thresholdNs: bigint, visit: StallVisitor) => void;
  readonly inside: TrackerInternals;
}

/** Production code whose tracker drains in another way. */
export function drainingWith(drain: (call: DrainCall) => void): Production {
  return {
    ...PRODUCTION,
    Tracker: class extends Tracker {
      override drainStalledSlots(nowNs: bigint, thresholdNs: bigint, visit: StallVisitor): void {
        drain({ nowNs, thresholdNs, visit, drain: (...args) => super.drainStalledSlots(...args), inside: trackerInternals(this) });
      }
    },
  };
}

/** Production code whose tracker does something more after each drain. */
export function afterDrain(more: (call: DrainCall) => unknown): Production {
  return drainingWith((call) => {
    call.drain(call.nowNs, call.thresholdNs, call.visit);
    more(call);
  });
}

/** Production code whose observer asks each of its listeners in another way, which `asking` makes once for each. */
export function listeningWith(asking: (listener: Listener) => () => Datagram | null): Production {
  return {
    ...PRODUCTION,
    Observer: class extends Observer {
      constructor(options: ObserverOptions, clock: Clock, listeners: readonly Listener[]) {
        super(
          options,
          clock,
          listeners.map((listener) => ({ receive: asking(listener) })),
        );
      }
    },
  };
}

/** How to go on in a poll. */
export interface PollCall {
  readonly poll: () => ObserverEvent | null;
  readonly nowNs: () => bigint;
  readonly inside: ObserverInternals;
  readonly tracker: TrackerInternals;
}

/** Production code whose observer polls in another way. */
export function pollingWith(poll: (call: PollCall) => ObserverEvent | null): Production {
  return {
    ...PRODUCTION,
    Observer: class extends Observer {
      readonly #clock: Clock;

      constructor(options: ObserverOptions, clock: Clock, listeners: readonly Listener[]) {
        super(options, clock, listeners);
        this.#clock = clock;
      }

      override poll(): ObserverEvent | null {
        return poll({
          poll: () => super.poll(),
          nowNs: () => this.#clock.now(),
          inside: observerInternals(this),
          tracker: trackerInternals(this.tracker.tracker),
        });
      }
    },
  };
}

/** Production code whose observer says something else than what came up. */
export function surfacing(change: (event: ObserverEvent | null, call: PollCall) => ObserverEvent | null): Production {
  return pollingWith((call) => change(call.poll(), call));
}

/** Production code whose observer does something more after each poll. */
export function afterPoll(more: (event: ObserverEvent | null, call: PollCall) => unknown): Production {
  return surfacing((event, call) => {
    more(event, call);
    return event;
  });
}

/** Production code whose observer is built with other options than it says. */
export function observingWith(change: Partial<ObserverOptions>): Production {
  return {
    ...PRODUCTION,
    Observer: class extends Observer {
      constructor(options: ObserverOptions, clock: Clock, listeners: readonly Listener[]) {
        super({ ...options, ...change }, clock, listeners);
        const told = Object.fromEntries(Object.keys(change).map((name) => [name, options[name as keyof ObserverOptions]]));
        Object.assign(this, { limits: { ...this.limits, ...told } });
      }
    },
  };
}

import type { Clock } from '../../../src/observer/clock.ts';
import type { ObserverEvent } from '../../../src/observer/event.ts';
import type { Datagram, Listener } from '../../../src/observer/listener.ts';
import { Observer } from '../../../src/observer/observer.ts';
import { ObserverView } from '../../../src/observer/observer-view.ts';
import type { ObserverOptions } from '../../../src/observer/options.ts';
import { U64_MAX } from '../../../src/u64.ts';
import type { Frame } from '../../../src/vlp/frame.ts';
import { frameBytes } from './frames.ts';

/** One millisecond. */
export const MS = 1_000_000n;

/** A clock that stands where it is put. */
export class HandClock implements Clock {
  nowNs = 0n;

  now(): bigint {
    return this.nowNs;
  }
}

/** A listener that hands over what it was given, in order. */
export class ListListener implements Listener {
  readonly waiting: Datagram[] = [];
  asked = 0;

  receive(): Datagram | null {
    this.asked++;
    return this.waiting.shift() ?? null;
  }
}

/** A datagram around a good frame: kernel-attested, peer pid and namespace unknown. */
export function datagram(fields: Partial<Frame> = {}, wrap: Partial<Datagram> = {}): Datagram {
  return { bytes: frameBytes(fields), origin: 'kernel-attested', peerPid: null, nsInode: null, ...wrap };
}

/** An observer on the bench: its clock and listeners are in the test's hands. */
export class Bench {
  readonly clock = new HandClock();
  readonly listeners: readonly ListListener[];
  readonly observer: Observer;
  readonly view: ObserverView;

  /**
   * Threshold 100 ms, no rate limits, a time that follows the clock wherever it goes, and no catch-up, unless told otherwise.
   */
  constructor(options: Partial<ObserverOptions> = {}, listeners = 1) {
    this.listeners = Array.from({ length: listeners }, () => new ListListener());
    const usual = { thresholdNs: 100n * MS, perPidRate: 0, globalRate: 0, maxStepNs: U64_MAX, catchUpNs: 0n };
    this.observer = new Observer({ ...usual, ...options }, this.clock, this.listeners);
    this.view = new ObserverView(this.observer);
  }

  /** Puts datagrams before a listener. */
  send(listener: number, ...datagrams: readonly Datagram[]): void {
    this.listeners[listener].waiting.push(...datagrams);
  }

  /** Polls once at a time in milliseconds. */
  pollAt(ms: number): ObserverEvent | null {
    this.clock.nowNs = BigInt(ms) * MS;
    return this.observer.poll();
  }

  /** Polls at a time until nothing is said any more, and answers what was. */
  pollAllAt(ms: number): ObserverEvent[] {
    const events: ObserverEvent[] = [];
    for (let event = this.pollAt(ms); event !== null; event = this.observer.poll()) events.push(event);
    return events;
  }

  /** The value of a metric, by label value where it has one; undefined when there is none. */
  metric(name: string, label: string | null = null): bigint | undefined {
    return this.observer.metrics().find((sample) => sample.name === name && (sample.label?.[1] ?? null) === label)?.value;
  }
}

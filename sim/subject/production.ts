// Before anything else: a module that is loaded later and keeps a reference to, say, Date.now keeps the guarded one.
// oxlint-disable-next-line import/no-unassigned-import
import './guard/install.ts';
import * as source from '../../src/index.ts';
import * as internal from '../../src/internal.ts';
import { listenerMetrics } from '../../src/node/listener-metrics.ts';
import { MonotonicClock } from '../../src/node/monotonic-clock.ts';
import { formatPrometheus, PROMETHEUS_CONTENT_TYPE } from '../../src/node/prometheus.ts';
import { UdpListener } from '../../src/node/udp-listener.ts';
import { copyObserver } from '../../src/observer/copy-observer.ts';
import { observerInternals } from '../../src/observer/observer.ts';
import { copyTracker } from '../../src/tracker/copy-tracker.ts';
import { trackerInternals } from '../../src/tracker/tracker.ts';
import { allObserverOptions, observerOptions, type ObserverSettings } from '../data/ops/observer-options.ts';

const ADAPTERS = { UdpListener, MonotonicClock, formatPrometheus, PROMETHEUS_CONTENT_TYPE, listenerMetrics };

/** The parts of the code under test that a run uses. The zoo passes a mutated copy. */
export type Production = Pick<typeof source, 'Tracker' | 'Observer' | 'decodeFrame' | 'encodeFrame'> &
  Pick<typeof internal, 'TrackerView' | 'ObserverView'> &
  typeof ADAPTERS & {
    /** What copies its states; left out where nothing does. */
    readonly copiers?: Copiers;
  };

/** What makes one tracker or observer of a production what another one is; of the same module graph as its classes. */
export interface Copiers extends Partial<Openers> {
  readonly copyTracker: typeof copyTracker;
  readonly copyObserver: typeof copyObserver;
}

/** What opens a tracker or observer, so that the counts of a copy can be set. */
export interface Openers {
  readonly trackerInternals: typeof trackerInternals;
  readonly observerInternals: typeof observerInternals;
}

/** The code of `src`. */
export const PRODUCTION: Production = { ...source, ...internal, ...ADAPTERS };

const COPIERS: Copiers = { copyTracker, copyObserver, trackerInternals, observerInternals };

/**
 * The code of `src` with what copies it. Where this module is loaded a second time, {@link PRODUCTION} there is another object than the one
 * that {@link copiersOf} here compares with: it finds the copiers of that code in this member alone.
 */
export const COPYABLE_PRODUCTION: Production = { ...PRODUCTION, copiers: COPIERS };

/** Whether both of {@link Openers} are there. */
export function canOpen(copiers: Copiers): copiers is Copiers & Openers {
  return copiers.trackerInternals !== undefined && copiers.observerInternals !== undefined;
}

/** What copies the states of a production; null where nothing does, as where a part of `src` is replaced alone. */
export function copiersOf(production: Production): Copiers | null {
  return production === PRODUCTION ? COPIERS : (production.copiers ?? null);
}

/**
 * The settings as the observer of a production takes them. That of `src` gets all names, as it takes undefined for left out: with one shape
 * of options an execution of `observer-stream` takes 0.87 of the time. It is started with options really left out by `tryOptions`. The
 * observer of other code need not take what its type forbids. O(1).
 */
export function observerOptionsFor(production: Production, settings: ObserverSettings): source.ObserverOptions {
  if (production.Observer !== PRODUCTION.Observer) return observerOptions(settings);
  return allObserverOptions(settings) as source.ObserverOptions;
}

import type { ObserverOp } from '../data/ops/op.ts';
import type { WorldScript } from './script.ts';

/** The operation that starts the observer of a world. */
export function observerOp({ observer, listeners }: WorldScript): ObserverOp {
  return {
    op: 'observer',
    threshold: observer.threshold,
    listeners: listeners.length,
    capacity: observer.capacity,
    policy: observer.policy,
    window: observer.window,
    ...(observer.drainInterval === undefined ? {} : { drain_interval: observer.drainInterval }),
    ...(observer.perPidRate === undefined ? {} : { per_pid_rate: observer.perPidRate }),
    ...(observer.globalRate === undefined ? {} : { global_rate: observer.globalRate }),
    ...(observer.globalBurst === undefined ? {} : { global_burst: observer.globalBurst }),
    ...(observer.pidMax === undefined ? {} : { pid_max: observer.pidMax }),
    ...(observer.ns === undefined ? {} : { ns: observer.ns }),
    ...(observer.allowCrossNamespace === undefined ? {} : { allow_cross_namespace: observer.allowCrossNamespace }),
  };
}

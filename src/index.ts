export { decodeFrame, encodeFrame, FRAME_LENGTH, FRAME_REFUSALS, REGULAR_NONCE_MAX, TERMINAL_NONCE } from './vlp/frame.ts';
export { type Frame, type FrameRefusal } from './vlp/frame.ts';
export { crc32c } from './vlp/crc32c.ts';
export { STATUSES, type Status } from './vlp/status.ts';
export { BEAT_ORIGINS, type BeatOrigin } from './tracker/origin.ts';
export {
  DEFAULT_EVICTION_SCAN_WINDOW,
  EVICTION_MULTIPLIER,
  EVICTION_POLICIES,
  MAX_EVICTION_SCAN_WINDOW,
  MIN_EVICTION_SCAN_WINDOW,
  type EvictionPolicy,
} from './tracker/eviction.ts';
export { UPDATES, type Beat, type Update } from './tracker/beat.ts';
export { type StallVisitor } from './tracker/stalls.ts';
export { NONCE_WRAP_THRESHOLD } from './tracker/known-pid.ts';
export { DEFAULT_CAPACITY, MAX_CAPACITY, RESTART_POLICIES, type RestartPolicy, type TrackerOptions } from './tracker/tracker-options.ts';
export { Tracker } from './tracker/tracker.ts';
export { type Clock } from './observer/clock.ts';
export {
  type AuthFailureEvent,
  type BeatEvent,
  type DecodeEvent,
  type NamespaceConflictEvent,
  type ObserverEvent,
  type OriginConflictEvent,
  type OutOfOrderEvent,
  type StallEvent,
} from './observer/event.ts';
export { type Datagram, type Listener } from './observer/listener.ts';
export { type MetricSample } from './observer/metrics.ts';
export { CLOCK_JUMP_NS } from './observer/monotonic-time.ts';
export { Observer } from './observer/observer.ts';
export { MIN_THRESHOLD_NS, type ObserverLimits, type ObserverOptions } from './observer/options.ts';

// The second implementation, written from the rules alone: slow, obvious, and apart from everything. It imports nothing but its
// own files: it could not find a fault in code that it shared.
export {
  decodeModelFrame,
  encodeModelFrame,
  MODEL_REFUSALS,
  modelCrc32c,
  type ModelDatagram,
  type ModelFrame,
  type ModelOrigin,
  type ModelUpdate,
} from './codec.ts';
export { cellCount, modelHash, ModelIndex, modelMix } from './pid-index.ts';
export { MODEL_COUNTERS, ModelTracker, type ModelTrackerOptions } from './tracker.ts';
export type { ModelSlot } from './slot.ts';
export type { ModelTally } from './tally.ts';
export { MODEL_OUTCOMES } from './metrics.ts';
export { ModelObserver } from './observer.ts';
export { copyModelObserver, copyModelObserverAlone, showModelObserver, showModelTracker, type ModelVisitor } from './observer-state.ts';
export { withDefaults, type ModelObserverOptions } from './observer-options.ts';
export { modelExposition } from './exposition.ts';
export { ModelUdpListener, modelUdpMetrics } from './udp-listener.ts';

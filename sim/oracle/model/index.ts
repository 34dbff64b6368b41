// The second implementation, written from the rules alone: slow, obvious, and apart from everything. It imports nothing but its
// own files: what it shared with the production code it could not judge.
export {
  decodeModelFrame,
  encodeModelFrame,
  modelCrc32c,
  type ModelDatagram,
  type ModelFrame,
  type ModelOrigin,
  type ModelUpdate,
} from './codec.ts';
export { modelHash, ModelIndex, modelMix } from './pid-index.ts';
export { MODEL_COUNTERS, ModelTracker, type ModelSlot, type ModelTrackerOptions } from './tracker.ts';
export { ModelObserver, type ModelObserverOptions } from './observer.ts';

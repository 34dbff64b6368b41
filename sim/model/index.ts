export { modelCrc32c } from './model-crc.ts';
export { MODEL_COUNTERS, type ModelCounter, type ModelCounts } from './model-counters.ts';
export type { ModelDatagram } from './model-datagram.ts';
export type {
  ModelAuthFailureEvent,
  ModelBeatEvent,
  ModelDecodeEvent,
  ModelEvent,
  ModelNamespaceConflictEvent,
  ModelOriginConflictEvent,
  ModelStallEvent,
} from './model-event.ts';
export {
  decodeModelFrame,
  encodeModelFrame,
  MODEL_REFUSALS,
  type ModelFrame,
  type ModelRefusal,
} from './model-frame.ts';
export { ModelIndex } from './model-index.ts';
export type { ModelMetric } from './model-metrics.ts';
export { modelMix } from './model-mix.ts';
export { ModelObserver } from './model-observer.ts';
export type { ModelObserverOptions } from './model-options.ts';
export type { ModelOutcome } from './model-outcome.ts';
export type { ModelSlot, ModelStall } from './model-slot.ts';
export { ModelTracker, type ModelBeat, type ModelTrackerOptions } from './model-tracker.ts';
export type { ModelOrigin, ModelPolicy, ModelStatus, ModelUpdate } from './model-types.ts';

import { MODEL_REFUSALS, type ModelRefusal } from './model-frame.ts';
import type { ModelUpdate } from './model-types.ts';

/** What became of a datagram: the gate that stopped it, or what the tracker said. Each one read has exactly one. */
export type ModelOutcome =
  | 'decode-refused'
  | 'auth-failure'
  | 'pid-above-max'
  | 'rate-limited-per-pid'
  | 'rate-limited-global'
  | 'namespace-mismatch'
  | ModelUpdate
  | 'restarted';

/** No datagram read. */
export function zeroOutcomes(): Record<ModelOutcome, number> {
  return {
    'decode-refused': 0,
    'auth-failure': 0,
    'pid-above-max': 0,
    'rate-limited-per-pid': 0,
    'rate-limited-global': 0,
    'namespace-mismatch': 0,
    inserted: 0,
    refreshed: 0,
    'out-of-order': 0,
    'capacity-exceeded': 0,
    'origin-conflict': 0,
    'namespace-conflict': 0,
    restarted: 0,
  };
}

/** No frame refused, in decode order. */
export function zeroRefusals(): Record<ModelRefusal, number> {
  return Object.fromEntries(MODEL_REFUSALS.map((refusal) => [refusal, 0])) as Record<ModelRefusal, number>;
}

import type { MetricValue } from '../data/ops/op.ts';
import type { Difference } from './difference.ts';

/** The first metric that is another than the model's, by name, type or value; null if all are the same. O(metrics). */
export function metricDifference(expected: readonly MetricValue[], got: readonly MetricValue[]): Difference | null {
  const at = expected.findIndex(
    ({ name, type, value }, place) => name !== got[place]?.name || type !== got[place].type || value !== got[place].value,
  );
  if (at >= 0) return { rule: 'reply', expected: shown(expected[at]), got: got[at] === undefined ? 'nothing' : shown(got[at]) };
  return got.length === expected.length ? null : { rule: 'reply', expected: `${expected.length} metrics`, got: `${got.length}` };
}

function shown({ name, type, value }: MetricValue): string {
  return `${type} ${name} ${value}`;
}

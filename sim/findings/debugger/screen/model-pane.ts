import { disagreements } from '../time-travel/disagreements.ts';
import type { Step } from '../time-travel/timeline.ts';
import { flow } from './flow.ts';
import { span, type Line } from './spans.ts';

/** Whether the model gives the same reply and has the same state, and if not, what it has. */
export function modelPane({ after, model, difference }: Step, width: number, linesMax: number): Line[] {
  const found = disagreements(after, model);
  if (difference !== null) found.unshift({ what: 'reply', model: difference.expected, got: difference.got });
  if (found.length === 0) return flow('model', [[span('agrees', 'good')]], width, 1);
  const pieces = found.map(({ what, model: expected, got }): Line => [span(`${what} ${expected}, here ${got}`)]);
  return flow('model', [[span(`differs in ${found.length}:`, 'bad')], ...pieces], width, linesMax);
}

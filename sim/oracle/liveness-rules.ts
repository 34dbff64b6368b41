import type { TrackerView } from '../../src/index.ts';
import type { SettledOp } from '../data/ops/op.ts';
import type { ShadowTable } from './shadow-table.ts';

/** A promise about what must have happened by the time the world has settled. */
export interface LivenessRule {
  readonly name: string;
  readonly sentence: string;
  readonly check: (op: SettledOp, view: TrackerView, shadow: ShadowTable) => string | null;
}

/** Rules on a settled world: judged apart from safety, with an exit code of their own. */
export const LIVENESS_RULES: readonly LivenessRule[] = [
  {
    name: 'live-agent-tracked',
    sentence: 'once faults have stopped, every live agent inside capacity is tracked',
    check: ({ live }, view) => {
      const lost = live.find((pid) => view.resolve(pid) < 0);
      return lost === undefined ? null : `pid ${lost} beats and is not tracked`;
    },
  },
  {
    name: 'live-agent-not-stalled',
    sentence: 'once faults have stopped, no live agent inside capacity is reported as stalled',
    check: ({ live }, view) => {
      const stalled = live.find((pid) => view.resolve(pid) >= 0 && view.stallEmitted(view.resolve(pid)));
      return stalled === undefined ? null : `pid ${stalled} beats and is reported as stalled`;
    },
  },
  {
    name: 'silent-agent-surfaced',
    sentence: 'once faults have stopped, every silent agent that is tracked has been reported as stalled',
    check: ({ silent }, view, shadow) => {
      const missed = silent.find((pid) => {
        const slot = view.resolve(pid);
        return slot >= 0 && !(view.stallEmitted(slot) && shadow.surfaced[slot] === 1);
      });
      return missed === undefined ? null : `pid ${missed} is silent and was not reported`;
    },
  },
];

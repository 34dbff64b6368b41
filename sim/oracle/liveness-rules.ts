import type { Rule } from './facts.ts';

/** Rules on a settled world: what must have happened by then. Findings of liveness, with an exit code of their own. */
export const LIVENESS_RULES: readonly Rule[] = [
  {
    name: 'live-agent-tracked',
    sentence: 'once faults have stopped, every live agent inside capacity is tracked',
    check: ({ settled, view }) => {
      const lost = settled?.live.find((pid) => view.resolve(pid) < 0);
      return lost === undefined ? null : `pid ${lost} beats and is not tracked`;
    },
  },
  {
    name: 'live-agent-not-stalled',
    sentence: 'once faults have stopped, no live agent inside capacity is reported as stalled',
    check: ({ settled, view }) => {
      const stalled = settled?.live.find((pid) => view.resolve(pid) >= 0 && view.stallEmitted(view.resolve(pid)));
      return stalled === undefined ? null : `pid ${stalled} beats and is reported as stalled`;
    },
  },
  {
    name: 'silent-agent-surfaced',
    sentence: 'once faults have stopped, every silent agent that is tracked has been reported as stalled',
    check: ({ settled, view, shadow }) => {
      const missed = settled?.silent.find((pid) => {
        const slot = view.resolve(pid);
        return slot >= 0 && !(view.stallEmitted(slot) && shadow.surfaced[slot] === 1);
      });
      return missed === undefined ? null : `pid ${missed} is silent and was not reported`;
    },
  },
];

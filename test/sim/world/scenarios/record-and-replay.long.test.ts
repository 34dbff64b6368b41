import { describe, expect, it } from 'vitest';
import { seedsFrom } from '../../../../sim/campaign/seeds.ts';
import { formatOp } from '../../../../sim/data/ops/op-format.ts';
import { isRefusal } from '../../../../sim/data/ops/refusal.ts';
import { parseTrace } from '../../../../sim/data/trace/parse-trace.ts';
import { replayTrace } from '../../../../sim/findings/replay/replay-trace.ts';
import { SCENARIOS } from '../../../../sim/world/scenarios/index.ts';
import { SeededRun } from '../../../../sim/world/seeded-run.ts';

const SEEDS = seedsFrom('1', 40);
/** Operations of a run at most: many runs, of which one goes on for longer. */
const STEPS = 240;
const STEPS_OF_THE_FIRST = 4000;

describe('SCENARIOS', () => {
  // A finding is filed as its operations: one that the reader refuses, or that replays otherwise, could not be shown.
  it.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
    '%s makes traces that the reader takes and that replay to the same digest, under forty seeds',
    (_, scenario) => {
      for (const seed of SEEDS) {
        const stepsMax = seed === SEEDS[0] ? STEPS_OF_THE_FIRST : STEPS;
        const lines: string[] = [];
        const { digest, finding } = new SeededRun(scenario, seed, {
          stepsMax,
          // Written down as it comes: an operation may be used again for another.
          onOp: (op) => void lines.push(formatOp(op)),
        }).result();
        const trace = parseTrace(lines.join('\n'), seed);
        if (isRefusal(trace)) throw new Error(trace.refused);
        const replayed = replayTrace(trace, { check: 'cheap' });
        expect([seed, replayed.misplaced, replayed.finding, replayed.run.digest]).toEqual([seed, null, finding, digest]);
      }
    },
  );
});

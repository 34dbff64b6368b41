import { describe, expect, it } from 'vitest';
import { formatOp, parseOp } from '../../../../sim/data/ops/op-format.ts';
import { isRefusal } from '../../../../sim/data/ops/refusal.ts';
import { SCENARIOS } from '../../../../sim/world/scenarios/index.ts';
import { SeededRun } from '../../../../sim/world/seeded-run.ts';

const STEPS_MAX = 4000;

describe('SCENARIOS', () => {
  // A finding is filed as its operations: one that no reader takes could not be replayed.
  it.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
    '%s makes operations that a trace’s reader takes',
    (_, scenario) => {
      for (const seed of ['1', '2', '3']) {
        for (const op of new SeededRun(scenario, seed, { check: 'cheap', stepsMax: STEPS_MAX }).steps()) {
          const line = formatOp(op);
          const read = parseOp(JSON.parse(line));
          expect(isRefusal(read) ? read.refused : formatOp(read)).toBe(line);
        }
      }
    },
  );
});

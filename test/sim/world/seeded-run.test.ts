import { describe, expect, it } from 'vitest';
import type { Op } from '../../../sim/data/ops/op.ts';
import { BytesEntropy } from '../../../sim/data/entropy/bytes-entropy.ts';
import type { Violation } from '../../../sim/oracle/finding.ts';
import type { Run } from '../../../sim/run/run.ts';
import { SeededRun, simulate } from '../../../sim/world/seeded-run.ts';
import type { Scenario } from '../../../sim/world/scenarios/scenario.ts';
import { steadyFleet } from '../../../sim/world/scenarios/steady-fleet.ts';

const VIOLATION: Violation = { judge: 'known-limit', rule: 'a-rule', reason: 'r', expected: 'e', got: 'g' };

/** A scenario that writes its operations itself, and reports a violation after the first if it is to. */
function scripted(breaksRule: boolean): Scenario {
  function* script(): Generator<Op | Violation, void, Run> {
    const run = yield { op: 'new', capacity: 2, policy: 'strict', window: 2 };
    expect(run.steps).toBe(1);
    if (breaksRule) yield VIOLATION;
    yield { op: 'len' };
  }
  return { name: 'scripted', claim: '', build: () => ({ config: {}, ops: script() }) };
}

describe('SeededRun', () => {
  it('hands a script the run after each operation, and ends with it', () => {
    expect(simulate(scripted(false), '1')).toMatchObject({ steps: 2, finding: null, simulatedNs: 0, isCutShort: false });
  });

  it('ends with what the script found, at the operation before it, unless that rule is left out', () => {
    expect(simulate(scripted(true), '1')).toMatchObject({ steps: 1, finding: { ...VIOLATION, op: 'new', step: 0 }, isCutShort: false });
    expect(simulate(scripted(true), '1', { without: new Set(['a-rule']) }).finding).toBeNull();
  });

  it('has drawn its plan before the first step, and nothing of its world', () => {
    const seeded = new SeededRun(steadyFleet, '1');
    expect(seeded.run.steps).toBe(0);
    expect(seeded.plan.config).toEqual(simulate(steadyFleet, '1', { stepsMax: 1 }).config);
    expect(seeded.streams.map(({ name }) => name)).toEqual(['steady-fleet', 'plan']);
  });

  it('yields each operation before it is carried out', () => {
    const seeded = new SeededRun(steadyFleet, '1', { stepsMax: 5 });
    const before = Array.from(seeded.steps(), () => seeded.run.steps);
    expect(before).toEqual([0, 1, 2, 3, 4]);
  });

  it('advances by one operation at a time to the result, and no further', () => {
    const seeded = new SeededRun(steadyFleet, '1', { stepsMax: 5 });
    const before: number[] = [];
    while (seeded.advance() !== null) before.push(seeded.run.steps);
    expect([before, seeded.advance(), seeded.run.steps]).toEqual([[0, 1, 2, 3, 4], null, 5]);
    expect(seeded.result()).toEqual(simulate(steadyFleet, '1', { stepsMax: 5 }));
  });

  it('is cut short by its bound, and by nothing else', () => {
    const { steps } = simulate(scripted(false), '1');
    expect(simulate(scripted(false), '1', { stepsMax: steps })).toMatchObject({ steps, isCutShort: true });
    expect(simulate(scripted(false), '1', { stepsMax: steps + 1 })).toMatchObject({ steps, isCutShort: false });
    expect(simulate(scripted(true), '1', { stepsMax: 1 }).isCutShort).toBe(false);
  });

  it('tells runs of one seed from others by its checkpoint, and takes bytes in place of a seed', () => {
    const checkpointOf = (seeded: SeededRun): string => (seeded.result(), seeded.checkpoint);
    const of = (seed: string, bytes: number[] = []): string =>
      checkpointOf(
        new SeededRun(steadyFleet, seed, {
          stepsMax: 100,
          ...(bytes.length === 0 ? {} : { entropy: new BytesEntropy(Uint8Array.from(bytes)) }),
        }),
      );
    expect(of('1')).toBe(of('1'));
    expect(of('1')).not.toBe(of('2'));
    expect(of('1', [1, 2, 3])).toBe(of('2', [1, 2, 3]));
    expect(of('1', [1, 2, 3])).not.toBe(of('1', [3, 2, 1]));
  });
});

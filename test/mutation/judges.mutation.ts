import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Op } from '../../sim/data/ops/op.ts';
import type * as Harness from './harness.ts';

// What stands between a mutant of the production code and a release when there are no unit tests: corpora and simulation.
// A mutant that none of these objects to survives.

const TRACES = join(import.meta.dirname, '../../corpus/traces');
const INPUTS = join(import.meta.dirname, '../../corpus/fuzz');
const SEEDS = ['1', '2'];

// A mutant that cannot even be loaded has to fail a test: a file of tests that falls over holds none, and nothing fails.
const loaded: Partial<typeof Harness> & { readonly error?: unknown } = await import('./harness.ts').catch((error: unknown) => ({ error }));
const { TARGETS = [], SCENARIOS = [] } = loaded;
const { disagreements, EMPTY_TRACE_HEADER, filedFault, isRefusal, readTrace, simulate, Timeline } = loaded as typeof Harness;

describe('the production code', () => {
  it('loads', () => expect(loaded).not.toHaveProperty('error'));
});

describe('the corpora', () => {
  it.each(readdirSync(TRACES).sort())('%s is as it was filed', async (name) => {
    const trace = await readTrace(join(TRACES, name));
    if (isRefusal(trace)) throw new Error(trace.refused);
    expect(filedFault(trace, '0000-00-00')).toBeNull();
  });

  // The parsers of files have nothing of the production code in them.
  const targets = TARGETS.filter(({ name }) => !name.endsWith('-file'));
  it.each(targets.map((target) => [target.name, target] as const))('inputs of %s find nothing', (name, target) => {
    for (const file of readdirSync(join(INPUTS, name)).sort()) {
      expect(() => target.fuzz(readFileSync(join(INPUTS, name, file)))).not.toThrow();
    }
  });
});

describe('the simulation', () => {
  const jobs = SEEDS.flatMap((seed) => SCENARIOS.map((scenario) => [scenario.name, seed, scenario] as const));
  it.each(jobs)('%s under seed %s is clean', (_name, seed, scenario) => {
    const { finding, unmetPrecondition } = simulate(scenario, seed);
    expect(finding).toBeNull();
    expect(unmetPrecondition).toBeNull();
  });
});

describe('the step view', () => {
  const KEPT_EVERY = 13;
  const SHOWN = 6;
  const STEPS_MAX = 1300;

  // Backwards, so that each of these few steps is reached from a state that was kept.
  it.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
    'of %s agrees with the model wherever it is looked into',
    (_name, scenario) => {
      const steps: { op: Op; expect: undefined; line: number }[] = [];
      simulate(scenario, SEEDS[0], {
        stepsMax: STEPS_MAX,
        onOp: (op) => steps.push({ op: { ...op }, expect: undefined, line: steps.length + 1 }),
      });
      const timeline = new Timeline({ header: EMPTY_TRACE_HEADER, steps }, { interval: KEPT_EVERY });
      for (let kept = timeline.length - (timeline.length % KEPT_EVERY); kept >= 0; kept -= KEPT_EVERY) {
        for (let step = kept; step < Math.min(kept + SHOWN, timeline.length); step++) {
          const { after, model, difference } = timeline.at(step);
          expect(difference).toBeNull();
          expect(disagreements(after, model)).toEqual([]);
        }
      }
    },
  );
});

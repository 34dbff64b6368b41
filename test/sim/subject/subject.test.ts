import { describe, expect, it } from 'vitest';
import { Observer } from '../../../src/index.ts';
import type { Clock, Listener, MetricSample, ObserverOptions } from '../../../src/index.ts';
import type { Op } from '../../../sim/data/ops/op.ts';
import { formatExpectedOp, parseOp } from '../../../sim/data/ops/op-format.ts';
import { Run } from '../../../sim/run/run.ts';
import { PRODUCTION, type Production } from '../../../sim/subject/production.ts';
import { swarm } from '../../../sim/world/scenarios/swarm.ts';
import { SeededRun } from '../../../sim/world/seeded-run.ts';

/** Code whose observer reads its clock for its metrics, too; `readings` takes what that says. */
function readsForMetrics(readings: bigint[]): Production {
  class ReadsForMetrics extends Observer {
    readonly #clock: Clock;

    constructor(options: ObserverOptions, clock: Clock, listeners: readonly Listener[]) {
      super(options, clock, listeners);
      this.#clock = clock;
    }

    override metrics(): readonly MetricSample[] {
      readings.push(this.#clock.now());
      return super.metrics();
    }
  }
  return { ...PRODUCTION, Observer: ReadsForMetrics };
}

const DEFAULTS = { globalRate: 10_000, globalBurst: 10_000 };

/** Code whose observer merges what it is given into defaults of its own; `merged` takes what it comes to. */
function mergesDefaults(merged: object[]): Production {
  class MergesDefaults extends Observer {
    constructor(options: ObserverOptions, clock: Clock, listeners: readonly Listener[]) {
      const all = { ...DEFAULTS, ...options };
      merged.push(all);
      super(all, clock, listeners);
    }
  }
  return { ...PRODUCTION, Observer: MergesDefaults };
}

describe('Subject', () => {
  it('has a clock that says between two polls what it said in the first of them, in a world as in the replay', () => {
    const live: bigint[] = [];
    const ops: Op[] = [];
    const seeded = new SeededRun(swarm, '1', { production: readsForMetrics(live) });
    for (const op of seeded.steps()) ops.push(parseOp(JSON.parse(formatExpectedOp(op, undefined))) as Op);
    const replayed: bigint[] = [];
    const run = new Run({ production: readsForMetrics(replayed) });
    for (const op of ops) run.step(op);
    expect(live.length).toBeGreaterThan(1);
    expect(replayed).toEqual(live);
  });

  it('gives an observer that is not ours no option that is left out, so that it may merge its defaults', () => {
    const merged: object[] = [];
    const run = new Run({ production: mergesDefaults(merged) });
    run.step({ op: 'observer', threshold: 1_000_000_000n, listeners: 1, capacity: 4, policy: 'strict', window: 4 });
    expect(merged).toMatchObject([{ ...DEFAULTS, thresholdNs: 1_000_000_000n, capacity: 4 }]);
    expect(Object.values(merged[0])).not.toContain(undefined);
  });
});

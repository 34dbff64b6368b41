import type { ObserverEvent } from '../../../src/index.ts';
import { SeededEntropy } from '../../../sim/data/entropy/seeded-entropy.ts';
import type { Finding } from '../../../sim/oracle/finding.ts';
import type { Goal } from '../../../sim/oracle/goals.ts';
import { GOAL_NUMBER } from '../../../sim/oracle/goals.ts';
import type { Op, SettledOp } from '../../../sim/data/ops/op.ts';
import { Run, type RunOptions } from '../../../sim/run/run.ts';
import { agents, kernelSocket, MS, soundLink } from '../../../sim/world/scenarios/world-builder.ts';
import type { WorldScript } from '../../../sim/world/script.ts';
import { World } from '../../../sim/world/world.ts';
import type { WorldLog } from '../../../sim/world/world-log.ts';

/** Four agents that beat each 25 ms on a sound network, for two seconds of which the last is calm. Threshold 100 ms. */
export function quietWorld(change: Partial<WorldScript> = {}): WorldScript {
  return {
    forNs: 2000 * MS,
    observer: { capacity: 16, policy: 'strict', window: 16, threshold: 100n * BigInt(MS), per_pid_rate: 0, global_rate: 0 },
    polling: { tickNs: 5 * MS, atArrival: true, burst: 1 },
    clock: { startNs: 0n },
    listeners: [kernelSocket()],
    links: [soundLink('wire', 'socket')],
    fleet: [agents({ name: 'fleet', count: 4, link: 'wire', intervalNs: 25 * MS, firstPid: 100 })],
    attackers: [],
    supervisor: null,
    timeline: [],
    settle: { quietNs: 1000 * MS, networkIsSound: true },
    ...change,
  };
}

/** Everything that came of a world. */
export interface Story {
  readonly run: Run;
  readonly world: World;
  readonly finding: Finding | null;
  readonly ops: readonly Op[];
  readonly events: readonly { readonly ms: number; readonly event: ObserverEvent }[];
  /** The last word of the world. */
  readonly settled: SettledOp | undefined;
  readonly reached: (goal: Goal) => number;
}

/** Lets a world run to its end or to a finding. */
export function tell(script: WorldScript, options: RunOptions = {}, seed = '1', log: WorldLog | null = null): Story {
  const run = new Run(options);
  const world = new World(script, new SeededEntropy(seed), run.goals, log);
  const ops: Op[] = [];
  const events: { ms: number; event: ObserverEvent }[] = [];
  for (let op = world.next(); op !== null && run.finding === null; op = world.next()) {
    ops.push(op.op === 'datagram' || op.op === 'poll' ? { ...op } : op);
    if (run.step(op) !== null) break;
    if (run.event !== null) events.push({ ms: world.simulatedNs / MS, event: run.event });
    const violation = world.after(run);
    if (violation !== null) run.report(op, violation);
  }
  run.finish();
  return {
    run,
    world,
    finding: run.finding,
    ops,
    events,
    settled: ops.findLast((op) => op.op === 'settled'),
    reached: (goal) => run.goalCounts[GOAL_NUMBER[goal]],
  };
}

import type { Refusal } from '../../data/ops/refusal.ts';
import { EMPTY_TRACE_HEADER } from '../../data/trace/trace-header.ts';
import { PooledDatagram } from '../../world/pooled-datagram.ts';
import { recordScenario } from '../../world/record-scenario.ts';
import { SCENARIOS } from '../../world/scenarios/index.ts';
import { WorldLog, type LoggedDatagram } from '../../world/world-log.ts';
import { LoadedRun } from './loaded-run.ts';
import { seedText, type ScenarioSource } from './scenario-source.ts';
import { switchedEntropy } from './switched-entropy.ts';

const WORLD_ENTRIES = 1_000_000;

/** Has a scenario make a run, and loads it. A refusal where there is none of that name. O(run). */
export function loadScenario(source: ScenarioSource, progress: (done: number) => void): LoadedRun | Refusal {
  const { scenario: name, seed, knobs = {}, from = [] } = source;
  const scenario = SCENARIOS.find((one) => one.name === name);
  if (scenario === undefined) return { refused: `there is no scenario ${name}` };
  const log = new WorldLog(WORLD_ENTRIES);
  const sent = new Map<number, LoggedDatagram>();
  let made = 0;
  const flag = { at: 0 };
  const turn = (): void => {
    while (flag.at < from.length && from[flag.at].step <= made) flag.at++;
  };
  turn();
  const { steps, result } = recordScenario(scenario, seed, {
    knobs,
    log,
    onOp: (op) => {
      // The world uses the datagram again, and leaves to it what was noted of this one.
      if (op instanceof PooledDatagram && op.logged !== null) sent.set(made, op.logged);
      made++;
      turn();
    },
    ...(from.length === 0
      ? {}
      : { entropy: switchedEntropy([seed, ...from.map((one) => one.seed)], scenario.drawnAs ?? scenario.name, flag) }),
  });
  const set = Object.entries(knobs).map(([knob, value]) => `${knob} ${value}`);
  const why = set.length === 0 ? scenario.claim : `${scenario.claim} (with ${set.join(', ')})`;
  const header = { ...EMPTY_TRACE_HEADER, name, why, scenario: name, seed: seedText(source), digest: result.digest };
  return new LoadedRun({ header, steps }, { source: { scenario: name, seed, knobs, from }, log, sent, finding: result.finding }, progress);
}

import { isRefusal } from '../../../../sim/data/ops/refusal.ts';
import { parseScenario } from '../../../../sim/world/scenario-file/index.ts';
import type { Knobs, Plan, Scenario } from '../../../../sim/world/scenarios/scenario.ts';
import { SeededEntropy } from '../../../../sim/data/entropy/seeded-entropy.ts';
import type { WorldScript } from '../../../../sim/world/script.ts';

/** A JSON object to be changed by a test. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Loose = any;

/** The least that a file must say, changed by `change`. */
export function minimal(change: (file: Loose) => void = () => {}): Loose {
  const file = {
    name: 'least',
    claim: 'Nothing goes wrong.',
    for: '10s',
    observer: { threshold: '1s' },
    fleet: [{ count: 2, interval: '250ms' }],
  };
  change(file);
  return file;
}

/** The scenario of a file that is lawful. */
export function scenarioOf(file: object): Scenario {
  const scenario = parseScenario(JSON.stringify(file), 'f.json');
  if (isRefusal(scenario)) throw new Error(scenario.refused);
  return scenario;
}

/** What a lawful file makes of some knobs. */
export function planOf(file: object, knobs: Knobs = {}): Plan {
  return scenarioOf(file).build(new SeededEntropy('any'), knobs);
}

/** The world of a lawful file. */
export function worldOf(file: object, knobs: Knobs = {}): WorldScript {
  return planOf(file, knobs).world as WorldScript;
}

/** Why a file cannot be taken; `taken` if it can. */
export function refusalOf(file: object | string): string {
  const scenario = parseScenario(typeof file === 'string' ? file : JSON.stringify(file), 'f.json');
  return isRefusal(scenario) ? scenario.refused : 'taken';
}

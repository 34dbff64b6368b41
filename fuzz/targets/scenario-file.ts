import { SeededRun } from '../../sim/world/seeded-run.ts';
import { BytesEntropy } from '../../sim/data/entropy/bytes-entropy.ts';
import { isRefusal, type Refusal } from '../../sim/data/ops/refusal.ts';
import { parseScenario } from '../../sim/world/scenario-file/read-scenario.ts';
import type { Plan, Scenario } from '../../sim/world/scenarios/scenario.ts';
import type { WorldScript } from '../../sim/world/script.ts';
import { SCENARIO_TEXT } from '../format/scenario-tokens.ts';
import { raise, FuzzFinding, type FuzzTarget } from './target.ts';
import { checkSentence } from './refusals.ts';

const FILE = 'input.json';
const BYTE_ORDER_MARK = '\ufeff';
const JSON_FAULT = /^input\.json line ([1-9][0-9]*) column ([1-9][0-9]*): ./;
const FORM_FAULT = /^input\.json: (?:\/|the file )./;
// JSON.parse takes both, a scenario file neither.
const STRICTER = / stands twice in one object$| deep, here one begins that is deeper$/;

/** Operations of a world that is read, and agents and datagrams at once that it may have to be run. */
const STEPS_MAX = 64;
const CROWD_MAX = 64;

/** The parser under test. */
export type ScenarioReader = (text: string, file: string) => Scenario | Refusal;

/** The target over another parser than the real one: for tests that plant bugs. */
export function scenarioFileTarget(parse: ScenarioReader): FuzzTarget {
  return {
    name: 'scenario-file',
    sentence: 'bytes as a scenario file: read or refused with its place, never a throw, and what is read runs',
    formatVersion: 1,
    lengthMax: 512,
    fuzz(input) {
      const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(SCENARIO_TEXT.read(input));
      const scenario = parse(text, FILE);
      const json = jsonOf(text);
      if (isRefusal(scenario)) {
        checkSentence('scenario-file', scenario.refused, FILE);
        checkPlace(scenario.refused, text, json);
      } else {
        checkSame(scenario, json, parse);
        checkRun(scenario);
      }
    },
    dictionary: SCENARIO_TEXT.dictionary,
    boundsOf: (input) => SCENARIO_TEXT.bounds(input),
  };
}

/** What the engine's own parser makes of a text; undefined if it takes it for no JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text) as unknown;
  } catch {
    return undefined;
  }
}

/** A text that is no JSON is refused with line and column, any other with a way into it. */
function checkPlace(refused: string, text: string, json: unknown): void {
  const place = JSON_FAULT.exec(refused);
  if (place === null) {
    if (json === undefined) throw new FuzzFinding('scenario-file/lax-json', refused);
    if (!FORM_FAULT.test(refused)) throw new FuzzFinding('scenario-file/names-the-place', refused);
    return;
  }
  if (json !== undefined && !STRICTER.test(refused)) throw new FuzzFinding('scenario-file/strict-json', refused);
  const lines = text.split('\n');
  const [, line, column] = place.map(Number);
  // One column beyond the line is its end.
  if (line > lines.length || column > lines[line - 1].length + 1) throw new FuzzFinding('scenario-file/place-exists', refused);
}

/** What was read is what stands there, and reads the same however it is spaced. */
function checkSame(scenario: Scenario, json: unknown, parse: ScenarioReader): void {
  if (json === undefined) throw new FuzzFinding('scenario-file/lax-json', 'it was read, and is no JSON');
  const { name, claim } = json as { name: string; claim: string };
  if (scenario.name !== name || scenario.claim !== claim)
    throw new FuzzFinding('scenario-file/names', `${scenario.name}: ${scenario.claim}`);
  const again = parse(JSON.stringify(json, null, 1), FILE);
  if (isRefusal(again)) throw new FuzzFinding('scenario-file/round-trip', again.refused);
  if (shown(planOf(again)) !== shown(planOf(scenario)))
    throw new FuzzFinding('scenario-file/round-trip', 'spaced otherwise it is another world');
}

function planOf(scenario: Scenario): Plan {
  return scenario.build(new BytesEntropy(new Uint8Array(0)), {});
}

function shown({ config, world }: Plan): string {
  return JSON.stringify([config, world], (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
}

/** A small world that was read also runs, for a while. */
function checkRun(scenario: Scenario): void {
  const seeded = new SeededRun(scenario, 'bytes', { entropy: new BytesEntropy(new Uint8Array(0)), stepsMax: STEPS_MAX });
  const { world } = seeded.plan;
  if (world !== undefined && crowdOf(world) <= CROWD_MAX) raise(seeded.result().finding);
}

function crowdOf({ fleet, attackers }: WorldScript): number {
  const agents = fleet.reduce((sum, { count }) => sum + count, 0);
  return agents + attackers.reduce((sum, { burst }) => sum + burst, 0);
}

/** Scenario files that strangers send. */
export const scenarioFile = scenarioFileTarget(parseScenario);

import type { CampaignResult } from '../campaign/campaign.ts';
import type { SimulationResult } from '../world/seeded-run.ts';
import { GOAL_NAMES, GoalCounts } from '../oracle/goals.ts';
import { duration } from '../world/scenarios/parts.ts';
import { paint, type Output } from '../data/command-line/output.ts';
import { formatTable, withCommas } from './table.ts';
import type { RunRequest } from '../campaign/campaign-request.ts';

/** The table of scenarios. */
export function formatCampaign(result: CampaignResult, request: RunRequest, output: Output): string {
  const rows = request.settings.scenarios.map(({ name }, at) =>
    scenarioRow(name, result.runs[at], request.soaks ? 1 : request.seeds.length, output),
  );
  const done = result.runs.flat().filter((run): run is SimulationResult => run !== null);
  const steps = done.reduce((sum, run) => sum + run.steps, 0);
  const simulatedNs = done.reduce((sum, run) => sum + run.simulatedNs, 0);
  rows.push(['all', String(done.length), withCommas(steps), duration(simulatedNs), `${result.goals.reached}/${GOAL_NAMES.length}`, '']);
  return formatTable(['scenario', 'seeds', 'steps', 'simulated', 'goals', 'verdict'], rows);
}

function scenarioRow(name: string, runs: readonly (SimulationResult | null)[], seeds: number, output: Output): string[] {
  const done = runs.filter((run): run is SimulationResult => run !== null);
  const goals = new GoalCounts();
  for (const run of done) goals.add(run.goals);
  return [
    name,
    String(done.length),
    withCommas(done.reduce((sum, run) => sum + run.steps, 0)),
    duration(done.reduce((sum, run) => sum + run.simulatedNs, 0)),
    String(goals.reached),
    verdict(done, seeds, output),
  ];
}

function verdict(done: readonly SimulationResult[], seeds: number, output: Output): string {
  const found = done.filter(({ finding }) => finding !== null).length;
  if (found > 0) return paint(output, 'red', `FAIL ${found} of ${done.length}`);
  if (done.some(({ unmet }) => unmet !== null)) return paint(output, 'yellow', 'tested nothing');
  return done.length < seeds ? paint(output, 'yellow', 'unfinished') : paint(output, 'green', 'ok');
}

/** A configuration on one line. */
export function formatConfig(config: Readonly<Record<string, string | number>>): string {
  return Object.entries(config)
    .map(([key, value]) => `${key} ${value}`)
    .join(' · ');
}

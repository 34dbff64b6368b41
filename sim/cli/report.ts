import type { CampaignFinding, CampaignResult } from '../campaign/campaign.ts';
import type { SimulationResult } from '../campaign/simulate.ts';
import { signatureOf } from '../judges/finding.ts';
import { GOAL_NAMES, GoalCounts } from '../judges/goals.ts';
import { duration } from '../scenarios/parts.ts';
import { exitCodeOf, EXIT, type ExitCode } from './exit-code.ts';
import { formatTable, paint, withCommas, type Output } from './output.ts';
import type { RunRequest } from './run-options.ts';

/** The exit code that a campaign earned: the gravest thing first. */
export function campaignExit(result: CampaignResult, request: RunRequest, isOutOfTime: boolean): ExitCode {
  const codes = result.findings.map(({ finding }) => exitCodeOf(finding.judge));
  for (const code of [EXIT.safety, EXIT.liveness, EXIT.nondeterminism]) if (codes.includes(code)) return code;
  if ((result.isInterrupted || isOutOfTime) && !hasSoaked(result, request, isOutOfTime)) return EXIT.inconclusive;
  if (result.unmet.length > 0 || (request.isWhole && result.goals.missing.length > 0)) return EXIT.goals;
  return EXIT.ok;
}

/** A soak whose time is over has done its work if each scenario was run at least once. */
function hasSoaked({ runs }: CampaignResult, { soaks }: RunRequest, isOutOfTime: boolean): boolean {
  return soaks && isOutOfTime && runs.every((of) => of.some((run) => run !== null));
}

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

/** Findings with one signature are one report: the first of each, and how many there are. */
export function groupFindings(findings: readonly CampaignFinding[]): { readonly first: CampaignFinding; readonly count: number }[] {
  const groups = new Map<string, { first: CampaignFinding; count: number }>();
  for (const found of findings) {
    const signature = signatureOf(found.finding);
    const group = groups.get(signature);
    if (group === undefined) groups.set(signature, { first: found, count: 1 });
    else group.count++;
  }
  return [...groups.values()];
}

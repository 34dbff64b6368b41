import { SeededRun } from '../../../../sim/world/seeded-run.ts';
import { resolveScenarios } from '../../../../sim/world/run-settings.ts';
import { serveTasks, turn } from '../../../../sim/process/in-child.ts';
import type { Finding } from '../../../../sim/oracle/finding.ts';
import { warmUp } from '../../../../sim/findings/determinism/warm-up.ts';
import { reportRun } from '../../../../sim/findings/determinism/reported-step.ts';
import { PRODUCTION, type Production } from '../../../../sim/subject/production.ts';
import { SCENARIOS } from '../../../../sim/world/scenarios/index.ts';
import type { Scenario } from '../../../../sim/world/scenarios/scenario.ts';
import { loadMutant } from '../../../../sim/zoo/load-mutant.ts';
import { SOUND } from './leak.ts';
import { ASKING_PRODUCTION, SILENT_PRODUCTION } from './production-leaks.ts';
import { ASKING_WORLDS, SILENT_WORLDS } from './world-leaks.ts';

// Makes a short run with each leak in turn, as the processes of a campaign do, and answers with what it would report.

/** What one process tells of a run with a leak. */
export interface LeakReport {
  readonly name: string;
  readonly lines: readonly string[];
  readonly end: string;
  readonly finding: Finding | null;
  /** The step at which production code let something in, by a flag that it raises itself; null if it never did. */
  readonly leakedAt: number | null;
}

const SEED = '1';
const STEPS_MAX = 2500;
const marker = globalThis as { hasLeaked?: boolean };

async function runLeaky(name: string, scenario: Scenario, production: Production, isOther: boolean): Promise<LeakReport> {
  if (isOther) warmUp(scenario, { production });
  marker.hasLeaked = false;
  const seeded = new SeededRun(scenario, SEED, { production, stepsMax: STEPS_MAX });
  const { run, plan, streams } = seeded;
  const lines: string[] = [];
  let leakedAt: number | null = null;
  const write = (line: string): void => {
    lines.push(line);
    // The first line is what was drawn before the first step.
    if (marker.hasLeaked === true) leakedAt ??= Math.max(0, lines.length - 2);
  };
  const end = await reportRun(seeded.steps(), run, {
    config: plan.config,
    streams,
    write,
    pause: turn,
    pauseSteps: isOther ? 1 : 64,
  });
  return { name, lines, end, finding: run.finding, leakedAt };
}

async function runAll(isOther: boolean): Promise<LeakReport[]> {
  const reports: LeakReport[] = [];
  for (const { name, scenario, mutant } of [...ASKING_PRODUCTION, ...SILENT_PRODUCTION]) {
    const { production, dispose } = await loadMutant(mutant);
    const [of] = await resolveScenarios([{ name: scenario, fileText: null }]);
    reports.push(await runLeaky(name, of, production, isOther));
    dispose();
  }
  for (const { name, scenario } of [...ASKING_WORLDS, ...SILENT_WORLDS]) reports.push(await runLeaky(name, scenario, PRODUCTION, isOther));
  reports.push(await runLeaky(SOUND, SCENARIOS[0], PRODUCTION, isOther));
  return reports;
}

const tasks = { runAll };

/** What it serves: every run, in this environment, or in another after a warm-up run. */
export type LeakTasks = typeof tasks;

serveTasks(tasks);

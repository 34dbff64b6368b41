import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../data/command-line/usage-error.ts';
import { packageRoot } from '../data/project-root.ts';
import { EXIT, mostSevere, type ExitCode } from '../report/exit-code.ts';
import { freshSeed, type FreshSeed } from './fresh-seed.ts';
import { runStage, softLimitMs } from './run-stage.ts';
import { schedule } from './schedule.ts';
import type { Stage, StageOutcome } from './stage.ts';
import { gateStages, skippedStages } from './stages.ts';
import { jsonText } from '../data/quoting/printable.ts';

/** Where stages leave their results, in the folder of the project. */
export const RESULTS = 'findings/gate';

/** What to run, and how long it may take. */
export interface GateRequest {
  /** Time for everything since the start of this process, milliseconds. */
  readonly budgetMs: number;
  /** What fresh seeds are drawn from; empty for the text of the code. */
  readonly commit: string;
  /** Names of stages; empty for all. */
  readonly only: readonly string[];
  /** Whether campaigns count what they reached; default not. */
  readonly countsCoverage?: boolean;
  /** A tracker from elsewhere that follows; null for none. */
  readonly tracker: string | null;
}

/** What the gate came to. */
export interface GateResult {
  readonly outcomes: readonly StageOutcome[];
  readonly exit: ExitCode;
  /** Stages and single checks. */
  readonly passed: number;
  readonly failed: number;
  readonly freshSeed: string;
}

/** Callbacks for progress, and the signal that ends it. */
export interface GateWatch {
  /** `skipped` are the stages in which a tracker from elsewhere has no part. */
  readonly onBegin: (stages: number, seed: FreshSeed, skipped: readonly string[]) => void;
  readonly onStart: (stage: Stage) => void;
  readonly onEnd: (outcome: StageOutcome) => void;
  readonly stop: AbortSignal;
}

/** Runs the stages of the gate in their order, in the time that there is. Throws a {@link UsageError} for a stage that is not there. */
export async function runGate(
  { budgetMs, commit, only, tracker, countsCoverage = false }: GateRequest,
  { onBegin, onStart, onEnd, stop }: GateWatch,
): Promise<GateResult> {
  const root = packageRoot();
  if (root === null) throw new UsageError('verify: it runs in the folder of the project alone, not in a copy of the program');
  const fresh = freshSeed(root, commit);
  const cores = availableParallelism();
  const facts = { root, freshSeed: fresh.seed, budgetMs, cores, tracker, countsCoverage };
  const stages = chosenStages(gateStages(facts), only);
  mkdirSync(join(root, RESULTS), { recursive: true });
  onBegin(stages.length, fresh, tracker === null ? [] : skippedStages(facts));
  const outcomes = await schedule(stages, {
    cores,
    budgetMs,
    // Counted from the start of this process.
    elapsedMs: () => performance.now(),
    isStopped: () => stop.aborted,
    carryOut: (stage, ms) => carryOut(stage, ms, root, stop),
    onStart,
    onEnd,
  });
  return resultOf(outcomes, fresh.seed);
}

/** What these stages come to together. */
export function resultOf(outcomes: readonly StageOutcome[], seed: string): GateResult {
  const isOk = ({ verdict }: StageOutcome): boolean => verdict.exit === EXIT.ok;
  return {
    outcomes,
    exit: mostSevere(outcomes.map(({ verdict }) => verdict.exit)),
    passed: outcomes.reduce((sum, outcome) => sum + outcome.verdict.passed + (isOk(outcome) ? 1 : 0), 0),
    failed: outcomes.reduce((sum, outcome) => sum + outcome.verdict.failed + (isOk(outcome) ? 0 : 1), 0),
    freshSeed: seed,
  };
}

function chosenStages(stages: readonly Stage[], names: readonly string[]): readonly Stage[] {
  for (const name of names) {
    if (!stages.some((stage) => stage.name === name))
      throw new UsageError(`verify: there is no stage ${jsonText(name)}; there are ${stages.map((stage) => stage.name).join(', ')}`);
  }
  return names.length === 0 ? stages : stages.filter(({ name }) => names.includes(name));
}

async function carryOut(stage: Stage, budgetMs: number, root: string, stop: AbortSignal): Promise<StageOutcome> {
  const file = join(RESULTS, `${stage.name.replaceAll(' ', '-')}.json`);
  // What an earlier gate left is not what this one found.
  rmSync(join(root, file), { force: true });
  const script = stage.script(softLimitMs(budgetMs), file);
  const end = await runStage({ command: [...npm(), 'run', '-s', ...script], cwd: root, budgetMs, stop });
  return {
    name: stage.name,
    budgetMs,
    elapsedMs: end.elapsedMs,
    line: `npm run ${script.join(' ')}`,
    output: end.output,
    verdict: stage.judge(end, readIfThere(join(root, file))),
  };
}

/** How to call npm: the one that called this program, where one did. */
function npm(): readonly string[] {
  const script = process.env['npm_execpath'];
  return script === undefined || script === '' ? ['npm'] : [process.execPath, script];
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

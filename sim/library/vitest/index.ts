import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messageOf } from '../../data/describe-thrown.ts';
import { form, optional, TEXT, whole, type Fields } from '../../data/value-form.ts';
import { shellPath } from '../../data/quoting/shell-word.ts';
import { isRefusal } from '../../data/ops/refusal.ts';
import { formatTrace } from '../../data/trace/write-trace.ts';
import { readTrace } from '../../data/trace/read-trace.ts';
import { nameFor } from '../../findings/corpus/filed-traces.ts';
import { saveTraceText, shortNameOf } from '../../findings/finding-file.ts';
import { goalSentence, withCustomRules } from '../../oracle/custom-rules.ts';
import type { SimulationResult } from '../../world/seeded-run.ts';
import { isProgram, OURS } from '../../subject/foreign/open-tracker.ts';
import type { TrackerConnection } from '../../subject/foreign/tracker-connection.ts';
import type { TrackerModule } from '../../subject/foreign/tracker-module.ts';
import { failureReport } from '../failure-report.ts';
import { checkForm, checkOptions } from '../caller-options.ts';
import { judgeOptions, replay } from '../judge.ts';
import { CAMPAIGN_FIELDS, checkGoals, missedBy, seedsOf, tryScenario, type CampaignOptions, type Failure } from '../scenario-runs.ts';
import { openTracker } from '../trackers.ts';

/** A campaign as tests. */
export interface CampaignTestOptions extends Omit<CampaignOptions, 'tracker'> {
  /**
   * A tracker of your own: what a module for `--tracker` exports, its path from the folder of the test file, or `cmd:` and a command, carried
   * out in the working folder. Default none: ours is judged.
   */
  readonly tracker?: TrackerModule | string;
  /** Folder for traces of failures, in which each campaign has one of its own; default `findings`. */
  readonly findings?: string;
  /** Longest time for one seed, with shrinking, milliseconds; default 120000. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 120_000;

const TRACKER = form("an object with create, a path such as './mine.mjs', or cmd: and a command", (value) =>
  typeof value === 'string' ? value !== '' : typeof (value as Partial<TrackerModule> | null)?.create === 'function',
);

const FIELDS: Fields<CampaignTestOptions> = {
  ...CAMPAIGN_FIELDS,
  tracker: optional(TRACKER),
  findings: optional(TEXT),
  timeoutMs: optional(whole(1)),
};

/**
 * Makes a campaign part of a test file of vitest: a test for each scenario and seed, and one for its goals. A seed that fails prints its
 * failure report and saves its trace; what was saved is replayed first, until the file is taken away. To be called at the top of a test
 * file, or in a `describe`.
 */
export function campaign(name: string, options: CampaignTestOptions): void {
  checkCall(name, options);
  const { findings = 'findings', timeoutMs = TIMEOUT_MS, tracker, scenarios, seeds, ...runOptions } = options;
  const folder = join(findings, nameFor(name));
  const testFile = expect.getState().testPath;
  describe(name, () => {
    let connection: TrackerConnection | null = null;
    const runs: SimulationResult[] = [];
    beforeAll(async () => {
      connection = tracker === undefined ? null : await openFor(tracker, testFile);
    });
    afterAll(() => connection?.close());
    for (const file of savedIn(folder))
      it(`replays ${file}`, { timeout: timeoutMs }, async () => {
        await replaySaved(join(folder, file), { ...judgeOptions(runOptions), tracker: connection });
      });
    for (const scenario of scenarios) {
      for (const seed of seedsOf(seeds)) {
        it(`${typeof scenario === 'string' ? scenario : scenario.name} · seed ${seed}`, { timeout: timeoutMs }, async () => {
          const { result, failure } = tryScenario(scenario, seed, { ...runOptions, tracker: connection });
          runs.push(result);
          if (failure !== null) throw failed(await saved(failure, folder));
        });
      }
    }
    it('reaches its goals', () => {
      if (runs.some(({ finding }) => finding !== null)) return;
      const missed = withCustomRules({ goals: runOptions.goals ?? [] }, () =>
        missedBy({ ...runOptions, scenarios, seeds }, runs).map(
          ({ scenario, goal }) => `${scenario} never reached ${goal}: ${goalSentence(goal)}`,
        ),
      );
      expect(missed).toEqual([]);
    });
  });
}

/** Throws for what a campaign cannot be made of; the stack begins where it was called. */
function checkCall(name: string, options: CampaignTestOptions): void {
  try {
    checkForm('make a campaign', TEXT, name, 'name');
    checkOptions('make a campaign', FIELDS, options);
    checkGoals(options);
  } catch (error) {
    Error.captureStackTrace(error as Error, campaign);
    throw error;
  }
}

/** Opens the tracker of a campaign: a path is taken from the folder of its test file, as an import there is. */
async function openFor(tracker: TrackerModule | string, testFile: string | undefined): Promise<TrackerConnection> {
  const isPath = typeof tracker === 'string' && tracker !== OURS && !isProgram(tracker);
  try {
    return await openTracker(isPath && testFile !== undefined ? resolve(dirname(testFile), tracker) : tracker);
  } catch (error) {
    throw failed(`${messageOf(error)}\n`);
  }
}

function savedIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => /\.ndjson(\.gz)?$/.test(file))
    .sort((a, b) => (a < b ? -1 : 1));
}

async function replaySaved(path: string, options: Parameters<typeof replay>[1]): Promise<void> {
  const trace = await readTrace(path);
  if (isRefusal(trace)) throw new Error(trace.refused);
  const { finding } = replay(trace, options);
  if (finding === null) return;
  throw failed(failureReport(finding, trace, { ...options, origin: [path] }));
}

/** Saves the trace of a failure: its report, and where the trace is. */
async function saved({ scenario, seed, finding, trace, report }: Failure, folder: string): Promise<string> {
  const path = join(folder, `${nameFor(`${scenario}-${seed}-${finding.rule}`)}-${shortNameOf(finding, trace.header.digest)}.ndjson`);
  await saveTraceText(path, formatTrace(trace.header, trace.steps), true);
  return `${report}  trace:    ${shellPath(path)}, replayed first from now on\n`;
}

/** An error that is its message: where in this harness it was made helps nobody. */
function failed(report: string): Error {
  const error = new Error(`\n${report}`);
  error.stack = error.message;
  return error;
}

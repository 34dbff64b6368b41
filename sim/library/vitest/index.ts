import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messageOf } from '../../data/describe-thrown.ts';
import { form, optional, TEXT, whole, type Fields } from '../../data/value-form.ts';
import { programLine } from '../../data/command-line/program-line.ts';
import { shellPath, shellWord } from '../../data/quoting/shell-word.ts';
import { isRefusal } from '../../data/ops/refusal.ts';
import { formatTrace } from '../../data/trace/write-trace.ts';
import { readTrace } from '../../data/trace/read-trace.ts';
import { nameFor } from '../../findings/corpus/filed-traces.ts';
import { saveTraceText, shortNameOf } from '../../findings/finding-file.ts';
import { signatureOf } from '../../oracle/finding.ts';
import { goalSentence, withCustomRules } from '../../oracle/custom-rules.ts';
import type { SimulationResult } from '../../world/seeded-run.ts';
import { isProgram, OURS } from '../../subject/foreign/open-tracker.ts';
import type { TrackerConnection } from '../../subject/foreign/tracker-connection.ts';
import type { TrackerModule } from '../../subject/foreign/tracker-module.ts';
import { failureReport } from '../failure-report.ts';
import { checkForm, checkOptions } from '../caller-options.ts';
import { judgeOptions, replay, type JudgeOptions } from '../judge.ts';
import {
  CAMPAIGN_FIELDS,
  checkGoals,
  failureOf,
  missedBy,
  runScenario,
  seedsOf,
  type CampaignOptions,
  type Failure,
} from '../scenario-runs.ts';
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
  const spec = typeof tracker === 'string' ? specOf(tracker, testFile) : tracker;
  // What was handed over as an object has no name on a command line.
  const isOfFiles = runOptions.rules === undefined && (tracker === undefined || typeof spec === 'string');
  const replayOptions = !isOfFiles
    ? null
    : typeof spec === 'string'
      ? ` --tracker ${shellWord(isProgram(spec) ? spec : relative('', spec))}`
      : '';
  describe(name, () => {
    let connection: TrackerConnection | null = null;
    const runs: SimulationResult[] = [];
    // One fault fails many seeds: the first of each signature is reported and saved, the others name it.
    const reported = new Map<string, string>();
    beforeAll(async () => {
      connection = spec === undefined ? null : await openFor(spec);
    });
    afterAll(() => connection?.close());
    for (const file of savedIn(folder))
      it(`replays ${file}`, { timeout: timeoutMs }, async () => {
        await replaySaved(join(folder, file), { ...judgeOptions(runOptions), tracker: connection });
      });
    for (const scenario of scenarios) {
      for (const seed of seedsOf(seeds)) {
        it(`${typeof scenario === 'string' ? scenario : scenario.name} · seed ${seed}`, { timeout: timeoutMs }, async () => {
          const how = { ...runOptions, tracker: connection };
          const result = runScenario(scenario, seed, how);
          runs.push(result);
          if (result.finding === null) return;
          const signature = signatureOf(result.finding);
          const label = `${result.scenario} · seed ${seed}`;
          const before = reported.get(signature) ?? label;
          if (before !== label) throw failed(`${signature}, as ${before} has it, whose report stands above\n`);
          reported.set(signature, label);
          throw failed(await saved(failureOf(scenario, seed, result.finding, how), folder, replayOptions));
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

/** What names a tracker: a path is taken from the folder of the test file, as an import there is. */
function specOf(tracker: string, testFile: string | undefined): string {
  const isPath = tracker !== OURS && !isProgram(tracker) && testFile !== undefined;
  return isPath ? resolve(dirname(testFile), tracker) : tracker;
}

async function openFor(tracker: TrackerModule | string): Promise<TrackerConnection> {
  try {
    return await openTracker(tracker);
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

async function replaySaved(path: string, options: JudgeOptions): Promise<void> {
  const trace = await readTrace(path);
  if (isRefusal(trace)) throw new Error(trace.refused);
  const { rules = [] } = options;
  const { judge, rule = '' } = trace.header.finding ?? {};
  if (judge === 'custom' && !rules.some(({ name }) => name === rule))
    throw failed(
      `${path}: its finding is of the rule ${rule}, and there is none of that name among rules: if it is gone, take the file away\n`,
    );
  const { finding } = replay(trace, options);
  if (finding === null) return;
  throw failed(failureReport(finding, trace, { ...options, origin: [path] }));
}

/** Saves the trace of a failure: its report, where the trace is, and what to paste, if a command line can name all that it takes. */
async function saved({ scenario, seed, finding, trace, report }: Failure, folder: string, replayOptions: string | null): Promise<string> {
  const path = join(folder, `${nameFor(`${scenario}-${seed}-${finding.rule}`)}-${shortNameOf(finding, trace.header.digest)}.ndjson`);
  await saveTraceText(path, formatTrace(trace.header, trace.steps), true);
  const paste = replayOptions === null ? '' : `  replay:   ${programLine('replay')} ${shellPath(path)}${replayOptions}\n`;
  return `${report}  trace:    ${shellPath(path)}, replayed first from now on\n${paste}`;
}

/** An error that is its message: where in this harness it was made helps nobody. */
function failed(report: string): Error {
  const error = new Error(`\n${report}`);
  error.stack = error.message;
  return error;
}

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shellPath } from '../../data/quoting/shell-word.ts';
import { isRefusal } from '../../data/ops/refusal.ts';
import { formatTrace } from '../../data/trace/write-trace.ts';
import { readTrace } from '../../data/trace/read-trace.ts';
import { nameFor } from '../../findings/corpus/filed-traces.ts';
import { saveTraceText } from '../../findings/finding-file.ts';
import { goalSentence, withCustomRules } from '../../oracle/custom-rules.ts';
import type { SimulationResult } from '../../world/seeded-run.ts';
import type { TrackerConnection } from '../../subject/foreign/tracker-connection.ts';
import type { TrackerModule } from '../../subject/foreign/tracker-module.ts';
import { failureReport } from '../failure-report.ts';
import { replay } from '../judge.ts';
import { missedBy, seedsOf, tryScenario, type CampaignOptions, type Failure } from '../scenario-runs.ts';
import { openTracker } from '../trackers.ts';

/** A campaign as tests. */
export interface CampaignTestOptions extends Omit<CampaignOptions, 'tracker'> {
  /** A tracker of your own: what a module for `--tracker` exports, its path, or `cmd:` and a command. Default none: ours is judged. */
  readonly tracker?: TrackerModule | string;
  /** Folder for traces of failures, in which each campaign has one of its own; default `findings`. */
  readonly findings?: string;
  /** Longest time for one seed, with shrinking, milliseconds; default 120000. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 120_000;

/**
 * Makes a campaign part of a test file of vitest: a test for each scenario and seed, and one for its goals. A seed that fails prints its
 * failure report and saves its trace; what was saved is replayed first, until the file is taken away. To be called at the top of a test
 * file, or in a `describe`.
 */
export function campaign(name: string, options: CampaignTestOptions): void {
  const { findings = 'findings', timeoutMs = TIMEOUT_MS, tracker, ...rest } = options;
  const folder = join(findings, nameFor(name));
  describe(name, () => {
    let connection: TrackerConnection | null = null;
    const runs: SimulationResult[] = [];
    beforeAll(async () => {
      connection = tracker === undefined ? null : await openTracker(tracker);
    });
    afterAll(() => connection?.close());
    for (const file of savedIn(folder))
      it(`replays ${file}`, { timeout: timeoutMs }, async () => {
        await replaySaved(join(folder, file), { ...rest, tracker: connection });
      });
    for (const scenario of rest.scenarios) {
      for (const seed of seedsOf(rest.seeds)) {
        it(`${typeof scenario === 'string' ? scenario : scenario.name} · seed ${seed}`, { timeout: timeoutMs }, async () => {
          const { result, failure } = tryScenario(scenario, seed, { ...rest, tracker: connection });
          runs.push(result);
          if (failure !== null) throw failed(await saved(failure, folder));
        });
      }
    }
    it('reaches its goals', () => {
      if (runs.some(({ finding }) => finding !== null)) return;
      const missed = withCustomRules({ goals: rest.goals ?? [] }, () =>
        missedBy(rest, runs).map(({ scenario, goal }) => `${scenario} never reached ${goal}: ${goalSentence(goal)}`),
      );
      expect(missed).toEqual([]);
    });
  });
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
  const path = join(folder, `${nameFor(`${scenario}-${seed}-${finding.rule}`)}-${trace.header.digest.slice(0, 4)}.ndjson`);
  await saveTraceText(path, formatTrace(trace.header, trace.steps), true);
  return `${report}  trace:    ${shellPath(path)}, replayed first from now on\n`;
}

/** An error that is its message: where in this harness it was made helps nobody. */
function failed(report: string): Error {
  const error = new Error(`\n${report}`);
  error.stack = error.message;
  return error;
}

import { findingOf, HARNESS_RULE, type AbnormalExit } from '../process/abnormal-exit.ts';
import { watch, type RecordOptions } from '../findings/recording/record-run.ts';
import { UsageError } from '../data/command-line/usage-error.ts';
import { InfrastructureError } from '../data/infrastructure-error.ts';
import { bySignature, shortestOf } from '../oracle/by-signature.ts';
import type { Finding } from '../oracle/finding.ts';
import type { CampaignFinding, Job, LateRun } from './job.ts';
import { PROGRESS_STEPS } from './progress-report.ts';
import type { RunSettings } from '../world/run-settings.ts';
import type { JobLoss } from './pool.ts';

/** Longest time for a single operation, milliseconds. */
const OPERATION_MS = 10_000;
/** The least time that it has however short a run may be: what is only slow comes to its end by then, milliseconds. */
const OPERATION_LEAST_MS = 2000;

/** How to look into losses. */
export interface TriageOptions extends Pick<RecordOptions, 'recorderUrl'> {
  readonly settings: RunSettings;
  /** Losses that are looked into side by side. */
  readonly workers: number;
  /** Time without a sign of life after which a run hangs, milliseconds; an operation has two seconds at least and ten at most. */
  readonly hangMs: number;
  /** The time that is left, milliseconds. */
  readonly patienceMs: () => number;
}

/** What became of runs whose workers were lost. */
export interface Triaged {
  readonly findings: readonly CampaignFinding[];
  /** Runs that took too long, by scenario and seed, of which nothing else is known. */
  readonly late: readonly LateRun[];
}

/**
 * Finds out what became of runs whose workers were lost: each is made once more in the sight of this process, which keeps
 * its operations until it dies again, or comes past the point at which it was last seen alive. In the order of the jobs.
 * The operations are kept for the shortest of each signature alone.
 *
 * One that was ended because it took too long, and comes to its end now or could not be made again, is no finding: only that it
 * was late is known, and that depends on the machine. It is told among those that are late.
 *
 * One whose worker was killed from outside lives when it is made again: it keeps the operations up to the last that was told, and which
 * that is depends on the clock. Fewer than 2,048 further ones may have been begun.
 */
export async function triage(losses: readonly JobLoss[], options: TriageOptions): Promise<Triaged> {
  const ordered = firstOfEachRun([...losses].sort((a, b) => a.job.number - b.job.number));
  const found = new Array<CampaignFinding | null>(ordered.length).fill(null);
  let next = 0;
  const one = async (): Promise<void> => {
    while (next < ordered.length) {
      const at = next++;
      found[at] = await triageOne(ordered[at], options).catch((error: unknown) => unseen(ordered[at], error));
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.workers, ordered.length) }, one));
  const all = found.filter((each): each is CampaignFinding => each !== null);
  const kept = new Set(bySignature(all, ({ finding }) => finding).map((group) => shortestOf(recordedIn(group), ({ finding }) => finding)));
  return {
    findings: all.map((each) => (kept.has(each) ? each : withoutLines(each))),
    late: ordered.filter((_, at) => found[at] === null).map(({ job: { scenario, seed } }) => ({ scenario, seed })),
  };
}

function withoutLines({ finding, result, scenario, seed }: CampaignFinding): CampaignFinding {
  return { finding, result, lines: null, scenario, seed };
}

/** Those whose operations are known; all of them where none are. */
function recordedIn(group: readonly CampaignFinding[]): readonly CampaignFinding[] {
  const recorded = group.filter(({ lines }) => lines !== null);
  return recorded.length === 0 ? group : recorded;
}

/** A run that was made twice, to compare, and lost twice, is one loss. */
function firstOfEachRun(losses: readonly JobLoss[]): JobLoss[] {
  const seen = new Set<string>();
  return losses.filter(({ job: { scenario, seed } }) => {
    const run = `${scenario} ${seed}`;
    if (seen.has(run)) return false;
    seen.add(run);
    return true;
  });
}

/** A run whose worker was lost, as long as nobody has looked into it. */
export function lossOf({ scenario, seed }: Job, exit: AbnormalExit): CampaignFinding {
  return { finding: findingOf(exit, []), result: null, lines: null, scenario, seed };
}

function wasLate({ rule }: AbnormalExit): boolean {
  return rule === 'never-hangs';
}

/** A loss into which nobody could look; null for a run that was late, and is too long to be recorded. */
function unseen({ job, exit }: JobLoss, error: unknown): CampaignFinding | null {
  if (error instanceof UsageError) return wasLate(exit) ? null : lossOf(job, exit);
  const { scenario, seed } = job;
  if (!(error instanceof InfrastructureError)) throw error;
  return { finding: findingOf({ rule: HARNESS_RULE, got: error.message }, []), result: null, lines: null, scenario, seed };
}

/** What became of a run; null for one that was late and nothing else. */
async function triageOne({ job, exit, step }: JobLoss, options: TriageOptions): Promise<CampaignFinding | null> {
  const { settings, hangMs, patienceMs, recorderUrl } = options;
  const { scenario, seed } = job;
  // Past the next step that it would have told of, it has outlived the worker.
  const stepsMax = Math.max(0, step) + PROGRESS_STEPS + 1;
  const told = await watch(
    'run',
    { settings, scenario, seed, stepsMax, isCareful: true, keepsLog: false },
    { hangMs: Math.max(OPERATION_LEAST_MS, Math.min(hangMs, OPERATION_MS)), patienceMs, recorderUrl },
  );
  // There was no time to look into it.
  if (told.abnormalExit === null && told.result === null) return wasLate(exit) ? null : lossOf(job, exit);
  if (told.abnormalExit !== null) return lossFinding(findingOf(told.abnormalExit, told.lines), told.lines, told.digests.at(-1) ?? '');
  if (told.result !== null && told.result.finding !== null) return lossFinding(told.result.finding, told.lines, told.result.digest);
  // It lives where the worker died: that was done to the worker from outside, or by the time that it had.
  if (wasLate(exit)) return null;
  const lines = told.lines.slice(0, Math.max(0, step) + 1);
  const digestAfter = told.digests[lines.length] ?? told.result?.digest ?? '';
  return lossFinding(
    findingOf({ rule: HARNESS_RULE, got: `${exit.got}; the same operations live when they are run again` }, lines),
    lines,
    digestAfter,
  );

  function lossFinding(finding: Finding, kept: readonly string[], digest: string): CampaignFinding {
    const name = settings.scenarios[scenario].name;
    const result = {
      scenario: name,
      seed,
      config: told.config,
      steps: kept.length,
      simulatedNs: 0,
      digest,
      goals: [],
      finding,
      unmetPrecondition: null,
      isCutShort: true,
    };
    return { finding, result, lines: kept, scenario, seed };
  }
}

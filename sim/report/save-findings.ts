import { join } from 'node:path';
import type { Campaign, CampaignResult } from '../campaign/campaign.ts';
import type { CampaignFinding } from '../campaign/job.ts';
import { countOf } from '../data/count.ts';
import { printable } from '../data/quoting/printable.ts';
import { UsageError } from '../data/command-line/usage-error.ts';
import { InfrastructureError } from '../data/infrastructure-error.ts';
import { bySignature, shortestOf } from '../oracle/by-signature.ts';
import { signatureOf, type Finding } from '../oracle/finding.ts';
import { GENERATOR_ONLY, isReplayable, isShownByOperations } from '../oracle/replayable.ts';
import type { Op } from '../data/ops/op.ts';
import { findingLine } from './command-lines.ts';
import { runKey, type ShrunkJson } from './campaign-verdict.ts';
import { ShrinkJob } from '../findings/shrink/shrink-job.ts';
import { SHRINK_RUNS } from '../findings/shrink/shrink.ts';
import { explainInChild } from '../insight/explain-in-child.ts';
import { MATTERS, mattersDetail } from './explain-text.ts';
import type { ShrinkAnswer } from '../findings/shrink/worker.ts';
import { describeSteps, sentencesOf } from '../findings/failure-report/failure-report.ts';
import { newHeader, saveTraceText, traceText, opsInText } from '../findings/finding-file.ts';
import type { Output } from '../data/command-line/output.ts';
import { formatConfig } from './campaign-text.ts';
import type { RunRequest } from '../campaign/campaign-request.ts';
import { hasShorter, recordingOf, SIGNATURES_MAX, traceFacts, wholePath, wholeTrace, type Recording } from './finding-trace.ts';
import type { FindingKeeper, KeptFinding } from './keep-findings.ts';
import { showFailure } from './show-failure.ts';
import { messageOf } from '../data/describe-thrown.ts';

const OTHERS_TOLD = 8;
const SHRINK_MS = 10_000;
/** Time that is kept to save and show what was found, milliseconds. */
const REPORT_MS = 300;
/** The least time for which shrinking is begun, milliseconds. */
const SHRINK_LEAST_MS = 500;
/** Operations of the longest run of which a report says what matters, and the least time for which that is begun, milliseconds. */
const EXPLAINED_MAX = 8;
const EXPLAIN_LEAST_MS = 5000;
/** Operations of a shrunk run that the result of a campaign holds at most: more are in its trace alone. */
const OPERATIONS_MAX = 500;

/** What was made of the findings. */
export interface SavedFindings {
  /** One failure report for each signature. */
  readonly reports: readonly string[];
  /** Where operations are kept, by scenario and seed; see runKey. */
  readonly traces: ReadonlyMap<string, string>;
  /** What shrinking made of them, by scenario and seed. */
  readonly shrunk: ReadonlyMap<string, ShrunkJson>;
  /** The findings of the campaign; one that came to something else when it was run again is replaced by that. */
  readonly findings: readonly CampaignFinding[];
}

/** Where an interrupt comes from, and where the progress of a search is reported. */
export interface SaveContext {
  readonly out: Output;
  readonly onInterrupt: (callback: () => void) => () => void;
  readonly onStage: (text: string) => void;
  /** Time that is left for shrinking, milliseconds. */
  readonly leftMs: () => number;
  /** What was saved while the campaign went on. */
  readonly keeper: Pick<FindingKeeper, 'keptOf' | 'replace'>;
}

/** Runs the shortest finding of each signature again, keeps its operations, shrinks them, saves both, and makes its failure report. */
export async function saveFindings(
  campaign: Campaign,
  result: CampaignResult,
  request: RunRequest,
  context: SaveContext,
): Promise<SavedFindings> {
  const reports: string[] = [];
  const traces = new Map<string, string>();
  const shrunk = new Map<string, ShrunkJson>();
  const replaced = new Map<CampaignFinding, CampaignFinding>();
  const groups = bySignature(result.findings, ({ finding }) => finding);
  for (const group of groups.slice(0, SIGNATURES_MAX)) {
    const first = shortestOf(recordable(group), ({ finding }) => finding);
    const signature = signatureOf(first.finding);
    const early = context.keeper.keptOf(signature);
    const { found, recorded, fault, isAnother } = await reproduce(first, campaign, early).catch((error: unknown) =>
      unrecorded(first, error),
    );
    if (isAnother) replaced.set(first, found);
    const kept = recorded === null ? unkept(found, request, context, fault) : await saveOne(found, recorded, request, context);
    const key = runKey({ scenario: request.settings.scenarios[found.scenario].name, seed: found.seed });
    if (kept.path !== null) {
      await context.keeper.replace(signature, kept.path);
      traces.set(key, kept.path);
    }
    if (kept.shrunk !== null) shrunk.set(key, kept.shrunk);
    reports.push(kept.report + othersOf(group, isAnother ? first : found, request));
  }
  if (groups.length > SIGNATURES_MAX) reports.push(`and ${countOf(groups.length - SIGNATURES_MAX, 'more signature')}\n`);
  return { reports, traces, shrunk, findings: result.findings.map((found) => replaced.get(found) ?? found) };
}

/** Findings whose operations are known or can be recorded; all of them where none can. */
function recordable(group: readonly CampaignFinding[]): readonly CampaignFinding[] {
  // Of runs that died the operations are kept for one of them.
  const best = group.filter(({ lines }) => lines !== null);
  if (best.length > 0) return best;
  const known = group.filter(({ result }) => result !== null);
  return known.length === 0 ? group : known;
}

/** How often a signature came up beside the one that is shown, and where. */
function othersOf(group: readonly CampaignFinding[], shown: CampaignFinding, { settings }: RunRequest): string {
  const others = group.filter((found) => !isOfSameRun(found, shown));
  if (others.length === 0) return '';
  const seeds = new Map<string, string[]>();
  for (const { scenario, seed } of others.slice(0, OTHERS_TOLD)) {
    const { name } = settings.scenarios[scenario];
    seeds.set(name, [...(seeds.get(name) ?? []), seed]);
  }
  const where = [...seeds].map(([name, of]) => `${name} ${of.join(' ')}`).join(', ');
  return `  and ${others.length} more with this signature: ${printable(where)}${others.length > OTHERS_TOLD ? ' …' : ''}\n`;
}

/** A finding whose operations are not kept, and why. */
function unkept(found: CampaignFinding, request: RunRequest, { out }: SaveContext, fault: string | null): Kept {
  const place = { origin: originOf(found, request, false), tracePath: null, again: again(found, request), shrunk: null };
  return {
    report: showFailure(found.finding, [], place, out) + (fault === null ? '' : `  not kept: ${printable(fault)}\n`),
    path: null,
    shrunk: null,
  };
}

/** A finding is reported also where the machine fails while it is recorded, or its run is too long for a trace. */
function unrecorded(first: CampaignFinding, error: unknown): Reproduction {
  if (!(error instanceof InfrastructureError) && !(error instanceof UsageError)) throw error;
  return { found: first, recorded: null, fault: error.message, isAnother: false };
}

/** The failure report of a finding, and where its operations are kept. */
interface Kept {
  readonly report: string;
  readonly path: string | null;
  readonly shrunk: ShrunkJson | null;
}

/** What is to be reported, its operations, and why there are none. */
interface Reproduction {
  readonly found: CampaignFinding;
  readonly recorded: Recording | null;
  readonly fault: string | null;
  /** Whether the run came to something else when it was made again. */
  readonly isAnother: boolean;
}

function isOfSameRun(one: CampaignFinding, other: CampaignFinding): boolean {
  return one.scenario === other.scenario && one.seed === other.seed;
}

/**
 * What is to be reported, and its operations where these show it again. A run that died was recorded as it did; any other is
 * made once more, and must come to the same: if it does not, that is what is to be reported. Where there is no time for it,
 * another run of its signature will do that was kept before.
 */
async function reproduce(first: CampaignFinding, campaign: Campaign, kept: KeptFinding | null): Promise<Reproduction> {
  const { lines, result, scenario, seed } = first;
  const of = (recorded: Recording | null, fault: string | null = null): Reproduction => ({
    found: first,
    recorded,
    fault,
    isAnother: false,
  });
  if (kept !== null && lines === null && isOfSameRun(kept.found, first)) return of(kept.recording);
  const recorded = await recordingOf(first, campaign);
  if (recorded === null && kept !== null) return { ...of(kept.recording), found: kept.found };
  if (recorded === null)
    return of(null, result === null || !isShownByOperations(first.finding) ? null : 'there was no time left to run it again');
  if (lines !== null || recorded.result.digest === result?.digest) return of(recorded);
  const found = await campaign.differenceOf(scenario, seed);
  const other = found.lines === null || found.result === null ? null : { lines: found.lines, result: found.result };
  return { found, recorded: other, fault: null, isAnother: true };
}

async function saveOne(found: CampaignFinding, recording: Recording, request: RunRequest, context: SaveContext): Promise<Kept> {
  const { lines, result } = recording;
  const facts = traceFacts(found, recording);
  const { name } = facts;
  const isJudged = isReplayable(found.finding);
  const whole = wholeTrace(found, recording);
  const shrinks = isJudged && request.shrinks && found.lines === null && context.leftMs() >= SHRINK_LEAST_MS;
  let fault = '';
  const answer = shrinks
    ? await shrinkText(whole, name, found.finding, context).catch((error: unknown) => {
        fault = `  not shrunk: ${printable(messageOf(error))}\n`;
        return null;
      })
    : null;
  const isShrunk = answer !== null && answer.lines !== null && answer.finding !== null && answer.lines.length < lines.length;
  const place = join(request.findingsFolder, `${name}.ndjson`);
  const path = !isShrunk && (await hasShorter(place, found, lines.length)) ? wholePath(place) : place;
  const text = isShrunk ? traceText(newHeader({ ...facts, digest: answer.digest }, answer.finding), answer.lines ?? []) : whole;
  try {
    await saveTraceText(path, text, true);
    if (isShrunk) await saveTraceText(wholePath(place), whole, true);
  } catch (error) {
    // The finding is reported all the same.
    return unkept(found, request, context, messageOf(error));
  }
  const finding = isShrunk && answer.finding !== null ? answer.finding : found.finding;
  const details: Details = [
    ...(finding.details ?? []),
    ...(answer === null ? [] : await mattersIn(text, name, finding, context)),
    ...('beats' in result ? result.beats : []).map((line, at): Details[number] => [at === 0 ? 'beats' : '', line]),
    ...(isJudged ? [] : [['note', GENERATOR_ONLY] satisfies Details[number]]),
  ];
  const shrunk = isShrunk ? { before: answer.before, runs: answer.runs, isCutShort: answer.isCutShort } : null;
  const ops = opsInText(text);
  const report = showFailure(
    { ...finding, details },
    ops,
    { origin: originOf(found, request, shrunk !== null), tracePath: path, again: again(found, request), shrunk },
    context.out,
  );
  const kept = shrunk === null ? null : shrunkJson(finding, details, answer?.lines ?? [], shrunk.before, ops);
  return { report: report + fault, path, shrunk: kept };
}

/** What of a shrunk run matters, as a detail of its report; none where it is not known, or there is no time. */
async function mattersIn(text: string, name: string, finding: Finding, { onInterrupt, leftMs }: SaveContext): Promise<Details> {
  if (finding.judge === 'conformance' || leftMs() < EXPLAIN_LEAST_MS) return [];
  const small = { text, name, signature: signatureOf(finding), operationsMax: EXPLAINED_MAX, onInterrupt };
  const explanation = await explainInChild(small);
  return explanation === null ? [] : [[MATTERS, mattersDetail(explanation)]];
}

function shrunkJson(
  { reason, expected, got, step }: Finding,
  details: Details,
  operations: readonly string[],
  before: number,
  ops: readonly Op[],
): ShrunkJson {
  const told = sentencesOf(describeSteps(ops.slice(0, step + 1)));
  const isLong = operations.length > OPERATIONS_MAX;
  return { before, reason, expected, got, details, operations: isLong ? [] : operations, told: told.slice(-OPERATIONS_MAX) };
}

type Details = NonNullable<Finding['details']>;

async function shrinkText(text: string, name: string, finding: Finding, context: SaveContext): Promise<ShrinkAnswer> {
  const job = new ShrinkJob({
    text,
    name,
    runsMax: SHRINK_RUNS,
    timeMs: Math.min(SHRINK_MS, context.leftMs() / 2),
    signature: signatureOf(finding),
  });
  const forget = context.onInterrupt(() => job.interrupt());
  try {
    return await job.run(
      ({ name: stage, operations, runs }) =>
        context.onStage(`shrinking ${name}: ${countOf(operations, 'operation')} after ${countOf(runs, 'run')} (${stage})`),
      Math.max(0, context.leftMs() - REPORT_MS),
    );
  } finally {
    forget();
  }
}

/** Where a finding comes from. What was drawn is not what a shrunk run begins with. */
function originOf({ result, scenario, seed }: CampaignFinding, request: RunRequest, isShrunk: boolean): string[] {
  const name = request.settings.scenarios[scenario].name;
  return [`${name} · seed ${seed}`, ...(result === null ? [] : [`${isShrunk ? 'as drawn: ' : ''}${formatConfig(result.config)}`])];
}

/** The line that makes the run again. */
function again({ finding, scenario, seed }: CampaignFinding, { settings }: RunRequest): string {
  return findingLine({ rule: finding.rule, scenario: settings.scenarios[scenario].name, seed }, settings);
}

/** Makes the first run of a campaign once more and saves its operations as a trace; nothing if it does not end. */
export async function saveRun(campaign: Campaign, request: RunRequest, path: string): Promise<void> {
  const recorded = await campaign.record(0, request.seeds[0]);
  if (recorded === null) return;
  const { seed, scenario, digest, finding } = recorded.result;
  await saveTraceText(path, traceText(newHeader({ name: scenario, why: '', seed, scenario, digest }, finding), recorded.lines), false);
}

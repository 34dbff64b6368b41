import { join } from 'node:path';
import { differenceFinding, type Campaign, type CampaignFinding, type CampaignResult } from '../campaign/campaign.ts';
import type { SimulationResult } from '../campaign/simulate.ts';
import { isDeadly } from '../capsule/death.ts';
import { isShownByOperations } from '../judges/determinism-rules.ts';
import { signatureOf, type Finding } from '../judges/finding.ts';
import { isRefusal } from '../ops/refusal.ts';
import type { Op } from '../ops/op.ts';
import { ShrinkJob, type ShrinkAnswer } from '../shrink/shrink-job.ts';
import { parseTrace } from '../trace/parse-trace.ts';
import { newHeader, saveTraceText, traceText } from './finding-file.ts';
import type { Output } from './output.ts';
import { formatConfig, groupFindings } from './report.ts';
import type { RunRequest } from './run-options.ts';
import { showCard } from './show-card.ts';

const REPORTS_MAX = 10;
const SHRINK_MS = 10_000;
/** The least time for which shrinking is begun, milliseconds. */
const SHRINK_LEAST_MS = 500;
const SHRINK_RUNS = 3000;

/** What was made of the findings. */
export interface SavedFindings {
  /** One card for each signature. */
  readonly cards: readonly string[];
  /** Whether a second run of a finding's seed came out differently. */
  readonly isNondeterministic: boolean;
}

/** Where to hear of an interrupt, and where to say how a search is getting on. */
export interface SaveContext {
  readonly out: Output;
  readonly onInterrupt: (callback: () => void) => () => void;
  readonly onStage: (text: string) => void;
  /** Time that is left for shrinking, milliseconds. */
  readonly leftMs: () => number;
}

/** Runs the first finding of each signature again, keeps its operations, shrinks them, saves both, and makes its card. */
export async function saveFindings(
  campaign: Campaign,
  result: CampaignResult,
  request: RunRequest,
  context: SaveContext,
): Promise<SavedFindings> {
  const cards: string[] = [];
  let isNondeterministic = false;
  const groups = groupFindings(result.findings);
  for (const { first, count } of groups.slice(0, REPORTS_MAX)) {
    const recorded = first.result === null ? null : await recordingOf(first, first.result, campaign);
    const hasChanged = recorded !== null && first.result !== null && recorded.result.digest !== first.result.digest;
    isNondeterministic ||= hasChanged;
    let card: string;
    if (recorded === null || first.result === null || hasChanged || !isShownByOperations(first.finding)) {
      const finding =
        hasChanged && recorded !== null && first.result !== null ? differenceFinding(first.result, recorded.result) : first.finding;
      card = showCard(
        finding,
        [],
        { origin: originOf(first, request), tracePath: null, again: againLine(first, request), shrunk: null },
        context.out,
      );
    } else {
      card = await saveOne(
        first,
        recorded.lines,
        recorded.result,
        context.leftMs() < SHRINK_LEAST_MS ? { ...request, shrinks: false } : request,
        context,
      );
    }
    cards.push(count === 1 ? card : `${card}  and ${count - 1} more with this signature\n`);
  }
  if (groups.length > REPORTS_MAX) cards.push(`and ${groups.length - REPORTS_MAX} more signatures\n`);
  return { cards, isNondeterministic };
}

/** A run that died was recorded as it did; any other is made once more. */
async function recordingOf(
  { lines, scenario, seed }: CampaignFinding,
  result: SimulationResult,
  campaign: Campaign,
): Promise<{ readonly lines: readonly string[]; readonly result: SimulationResult } | null> {
  return lines === null ? campaign.record(scenario, seed) : { lines, result };
}

async function saveOne(
  found: CampaignFinding,
  lines: readonly string[],
  result: SimulationResult,
  request: RunRequest,
  context: SaveContext,
): Promise<string> {
  const name = findingName(found, result);
  const facts = { name, why: '', seed: result.seed, scenario: result.scenario, digest: result.digest };
  const whole = traceText(newHeader(facts, result.finding), lines);
  const shrinks = request.shrinks && found.lines === null;
  const answer = shrinks ? await shrinkText(whole, name, found.finding, context) : null;
  const isShrunk = answer !== null && answer.lines !== null && answer.finding !== null && answer.lines.length < lines.length;
  const path = join(request.findingsFolder, `${name}.ndjson`);
  const text = isShrunk ? traceText(newHeader({ ...facts, digest: answer.digest }, answer.finding), answer.lines ?? []) : whole;
  await saveTraceText(path, text, true);
  if (isShrunk) await saveTraceText(join(request.findingsFolder, `${name}.whole.ndjson.gz`), whole, true);
  const finding = isShrunk && answer.finding !== null ? answer.finding : found.finding;
  const shrunk = isShrunk ? { before: answer.before, runs: answer.runs } : null;
  return showCard(
    finding,
    isDeadly(finding) ? [] : opsOf(text, name),
    { origin: originOf(found, request), tracePath: path, again: againLine(found, request), shrunk },
    context.out,
  );
}

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
    return await job.run(({ name: stage, operations, runs }) =>
      context.onStage(`shrinking ${name}: ${operations} operations after ${runs} runs (${stage})`),
    );
  } finally {
    forget();
  }
}

function opsOf(text: string, name: string): Op[] {
  const trace = parseTrace(text, name);
  return isRefusal(trace) ? [] : trace.steps.map(({ op }) => op);
}

function findingName({ finding }: CampaignFinding, result: SimulationResult): string {
  const base = result.scenario.replace(/^.*[\\/]/, '').replace(/\.json$/, '');
  return `${base}-${result.seed.slice(0, 24).replace(/[^\w.-]/g, '_')}-${finding.rule}-${result.digest.slice(0, 4)}`;
}

function originOf({ result, scenario, seed }: CampaignFinding, request: RunRequest): string[] {
  const name = request.settings.scenarios[scenario].name;
  return [`${name} · seed ${seed}`, ...(result === null ? [] : [formatConfig(result.config)])];
}

/** The line that makes the run again, with everything that was set by hand. */
function againLine({ scenario, seed }: CampaignFinding, { settings }: RunRequest): string {
  const { knobs, stepsMax, check, scenarios } = settings;
  const parts = [`npm run sim -- --scenario ${scenarios[scenario].name} --seed ${seed}`];
  if (knobs.capacity !== undefined) parts.push(`--capacity ${knobs.capacity}`);
  if (knobs.policy !== undefined) parts.push(`--policy ${knobs.policy}`);
  if (knobs.window !== undefined) parts.push(`--window ${knobs.window}`);
  if (knobs.forNs !== undefined) parts.push(`--for ${knobs.forNs}ns`);
  if (stepsMax !== null) parts.push(`--steps ${stepsMax}`);
  if (check !== 'cheap') parts.push(`--check ${check}`);
  return parts.join(' ');
}
